// What is kept on a party is held no longer.
// A row for each hold that stood. Leans on record_id.
UNWIND $ids AS id
MATCH (:Record {id: id})<-[:HOLDS]-(h:LegalHold)
WHERE h.releasedAt IS NULL
WITH DISTINCT h
SET h.releasedAt = $at, h.releasedBy = $by, h.releasedFor = $reason
RETURN h.id AS id
