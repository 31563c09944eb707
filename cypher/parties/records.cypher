// Which records have these ids?
// A row for each that has come. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})
WHERE r.version IS NOT NULL
RETURN r.id AS id, r.source AS source, r.key AS key, r.version AS version, r.receivedAt AS received_at
