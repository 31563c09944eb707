// What is kept on a party is held: tied to each of its records, so that it goes wherever they go.
// No rows. Leans on record_id.
CREATE (h:LegalHold)
SET h = $hold
WITH h
UNWIND $records AS id
MATCH (r:Record {id: id})
CREATE (h)-[:HOLDS]->(r)
