// Parties that no record describes any more still answer questions about the past.
CREATE INDEX retired_id IF NOT EXISTS FOR (n:Retired) ON (n.id);
