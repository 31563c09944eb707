// Which relationships begin at these parties today?
// A row for each, with the parties at its ends. Leans on party_id, party_part_of.
UNWIND $ids AS id
MATCH (a:Party)
WHERE a.id = id OR a.partOf = id
MATCH (a)-[e]->(b:Party)
WHERE e.facts IS NOT NULL
RETURN id, coalesce(b.id, b.partOf) AS target, type(e) AS kind, properties(e) AS properties
ORDER BY id, e.id
