// Which identifiers do these records carry today?
// A row for each. Leans on record_id.
UNWIND $ids AS id
MATCH (:Record {id: id})-[:HAS_IDENTIFIER]->(i:Identifier)
RETURN DISTINCT i.id AS id
