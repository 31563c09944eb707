// Records get the candidate keys and the evidence that are made of them today, in the versions that were read; one that
// was erased since gets none.
// No rows. Leans on record_id.
UNWIND $rows AS row
MATCH (r:Record {id: row.id})
WHERE r.version = row.version AND r.erasedAt IS NULL
SET r.keys = row.keys, r.evidence = row.evidence
