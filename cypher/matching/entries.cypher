// Which of these records are entries of a list, or of any where none is named?
// A row for each that stands, with what it says. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})
WHERE r.listed AND r.retractedAt IS NULL AND ($source IS NULL OR r.source = $source)
RETURN r.id AS id, r.source AS source, r.key AS key, r.payload AS payload, r.receivedAt AS received_at
