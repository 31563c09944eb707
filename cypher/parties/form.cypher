// Parties whose golden values were computed again; one is born where the record has none yet.
// A row for each party with its new version. Leans on record_id.
UNWIND $rows AS row
MATCH (r:Record {id: row.record})
OPTIONAL MATCH (r)-[:DESCRIBES]->(old)
FOREACH (_ IN CASE WHEN old IS NULL THEN [1] ELSE [] END |
  CREATE (r)-[:DESCRIBES]->(:Party {id: row.party, version: 0})
)
WITH r, row
MATCH (r)-[:DESCRIBES]->(p)
WITH row, p, p.id AS id, p.version + 1 AS version
SET p = row.properties
SET p.id = id, p.version = version
REMOVE p:Retired:Person:Organization:Arrangement
SET p:Party:$(row.label)
RETURN id, version
