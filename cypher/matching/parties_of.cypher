// Which records are of the parties that these describe?
// A row for each, these too, whether they stand or not. Leans on record_id.
UNWIND $ids AS id
MATCH (:Record {id: id})-[:DESCRIBES]->(p)
WITH DISTINCT p
MATCH (p)<-[:DESCRIBES]-(r:Record)
RETURN r.id AS id
