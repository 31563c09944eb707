// Records come to the party that they describe from now on; it is born where no party stays in its place.
// No rows. Leans on party_id, record_id.
UNWIND $rows AS row
FOREACH (_ IN CASE WHEN row.born THEN [1] ELSE [] END | CREATE (:Party {id: row.place}))
WITH row
MATCH (p:Party {id: row.place})
SET p.version = row.version
WITH row, p
UNWIND row.records AS id
MATCH (r:Record {id: id})-[d:DESCRIBES]->()
DELETE d
CREATE (r)-[:DESCRIBES]->(p)
