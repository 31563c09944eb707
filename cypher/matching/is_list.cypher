// Is a source a list?
// A row if it is. Leans on record_source.
MATCH (r:Record {source: $source})
WHERE r.listed
RETURN r.id AS id LIMIT 1
