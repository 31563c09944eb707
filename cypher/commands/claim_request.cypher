// Since when is a request known under its key, what did it ask, and what was it answered?
// One row; whoever asks at the same time waits. What is older than it may be counts as new. Leans on once_id.
MERGE (o:Once {id: $id})
ON CREATE SET o.at = $at, o.digest = $digest
SET o.seenAt = $at
WITH o, o.at < $since AS old
FOREACH (_ IN CASE WHEN old THEN [1] ELSE [] END |
  SET o.at = $at, o.digest = $digest
  REMOVE o.answer
)
RETURN o.at AS at, o.digest AS digest, o.answer AS answer
