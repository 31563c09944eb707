// Which relationships of a kind go from one party to another today?
// A row for each, with the facts it was made from. Leans on party_id.
UNWIND $rows AS row
MATCH (a:Party {id: row.from})
MATCH (b:Party {id: row.to})
MATCH (a)-[e]->(b)
WHERE type(e) = row.kind
RETURN a.id AS from_id, b.id AS to_id, type(e) AS kind, e.facts AS facts
