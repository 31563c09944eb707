// Which party do these records describe?
// A row for each record that describes one. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})-[:DESCRIBES]->(p)
RETURN p.id AS id
