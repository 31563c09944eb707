// Relationships as they were projected.
// No rows. Leans on party_id.
UNWIND $rows AS row
MATCH (a:Party {id: row.from})
MATCH (b:Party {id: row.to})
CREATE (a)-[e:$(row.kind)]->(b)
SET e = row.properties
