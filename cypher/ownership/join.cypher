// Beneficial owners that a run has found.
// No rows. Leans on party_id.
UNWIND $rows AS row
MATCH (p:Party {id: row.subject})
MATCH (q:Party {id: row.owner})
CREATE (q)-[e:BENEFICIAL_OWNER_OF]->(p)
SET e = row.properties
