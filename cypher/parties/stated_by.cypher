// Which records does a source state today?
// A row for each, in the order of ids, from after one on. Leans on record_id, so that pages are cheap.
MATCH (r:Record)
USING INDEX r:Record(id)
WHERE r.id > $after AND r.source = $source AND r.version IS NOT NULL AND r.retractedAt IS NULL
RETURN r.id AS id
ORDER BY r.id
LIMIT $first
