// Records that somebody refers to before they come.
// No rows. Leans on record_id.
UNWIND $rows AS row
MERGE (r:Record {id: row.id})
ON CREATE SET r:Awaited, r.source = row.source, r.key = row.key
