// Which entries wait for a number, oldest first?
// A row for each, at most so many. Leans on unplaced_id.
MATCH (o:Unplaced)
WHERE o.id > ''
RETURN o.id AS id
ORDER BY o.id
LIMIT $first
