// Records that somebody refers to before they come. One that is there already is locked, so that whoever stores it
// sees who waits for it.
// No rows. Leans on record_id.
UNWIND $rows AS row
MERGE (r:Record {id: row.id})
ON CREATE SET r:Awaited, r.source = row.source, r.key = row.key
SET r:Record
