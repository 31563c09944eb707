// Records that have to be resolved again.
// No rows. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})
WHERE r.version IS NOT NULL AND r.retractedAt IS NULL AND r.erasedAt IS NULL
SET r:Unresolved
