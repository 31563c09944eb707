// Which entries of the trail have no seal yet?
// A row for each, the oldest first. Leans on unsealed_id.
MATCH (a:Unsealed)
WHERE a.id > ''
WITH a ORDER BY a.id LIMIT $most
RETURN a.id AS id, properties(a) AS properties
