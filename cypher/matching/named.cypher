// Which identifiers do these records carry today by which somebody is named?
// A row for each. Leans on record_id.
UNWIND $ids AS id
MATCH (:Record {id: id})-[:HAS_IDENTIFIER]->(i:Named)
RETURN DISTINCT i.id AS id
