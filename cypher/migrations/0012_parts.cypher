// Parts of parties: nodes whose relationships are on their way to another one, and which answer with it until then; and
// the newest rate of a pair of currencies.
CREATE CONSTRAINT part_id IF NOT EXISTS FOR (n:Part) REQUIRE n.part IS UNIQUE;
CREATE INDEX party_part_of IF NOT EXISTS FOR (n:Party) ON (n.partOf);
CREATE INDEX rate_currency IF NOT EXISTS FOR (n:Rate) ON (n.currency, n.per, n.validFrom);
