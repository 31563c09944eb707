// Which records have still to be resolved?
// A row for each of the first so many, in the order of ids. Leans on unresolved_id.
MATCH (r:Unresolved)
WHERE r.id > $after
RETURN r.id AS id ORDER BY r.id LIMIT $rows
