// What did stewards pin of the parties that these records describe?
// A row for each pin that stands, of each party and field the last. Leans on record_id.
UNWIND $ids AS id
MATCH (:Record {id: id})-[:DESCRIBES]->(p)
MATCH (p)<-[:DESCRIBES]-(:Record)<-[:CORRECTS]-(o:Override)
WHERE o.withdrawnAt IS NULL
WITH id, o ORDER BY o.at, o.id
WITH id, o.field AS field, collect(o.value) AS pinned
RETURN id, field, pinned[-1] AS value
