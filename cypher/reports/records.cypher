// What do sources say of parties today?
// A row for each record after an id, in the order of ids, as it came. Leans on record_id, so that pages are cheap.
MATCH (r:Record)
USING INDEX r:Record(id)
WHERE r.id > $after AND r.version IS NOT NULL AND r.retractedAt IS NULL
RETURN r.id AS id, r.payload AS payload
ORDER BY r.id
LIMIT $first
