// Which relationships begin at these parties today?
// A row for each, with the parties at its ends. Leans on party_id.
UNWIND $ids AS id
MATCH (a:Party {id: id})-[e]->(b:Party)
WHERE e.facts IS NOT NULL
RETURN id, b.id AS target, type(e) AS kind, properties(e) AS properties
ORDER BY id, e.id
