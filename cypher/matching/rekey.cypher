// Records get the candidate keys and the evidence that are made of them today, in the versions that were read.
// No rows. Leans on record_id.
UNWIND $rows AS row
MATCH (r:Record {id: row.id})
WHERE r.version = row.version
SET r.keys = row.keys, r.evidence = row.evidence
