// Which relationships lie at a part still, and have to go to its party?
// A row for each of the first so many. Leans on part_id.
MATCH (p:Part {part: $part})-[e]-(q:Party)
WHERE e.facts IS NOT NULL
RETURN coalesce(q.id, q.partOf) AS other, e.id AS id, e.facts AS facts, e.knownFrom AS known_from LIMIT $most
