// What do these records say, and which candidate keys do they have?
// A row for each that was not taken back. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})
WHERE r.version IS NOT NULL AND r.retractedAt IS NULL
RETURN r.id AS id, r.payload AS payload, coalesce(r.keys, '') AS keys
