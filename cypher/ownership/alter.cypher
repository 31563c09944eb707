// Beneficial owners whose shares or reasons have changed.
// No rows. Leans on party_id.
UNWIND $rows AS row
MATCH (p:Party {id: row.subject})
MATCH (q:Party {id: row.owner})
MATCH (q)-[e:BENEFICIAL_OWNER_OF]->(p)
WHERE e.regime = row.properties.regime
SET e = row.properties
