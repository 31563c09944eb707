// Relationships that are to be projected again.
// No rows. Leans on party_id.
UNWIND $rows AS row
MATCH (a:Party {id: row.from})
MATCH (b:Party {id: row.to})
MATCH (a)-[e]->(b)
WHERE type(e) = row.kind
DELETE e
