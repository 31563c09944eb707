// Which parties hold these accounts, and owe these exposures?
// A row for each. Leans on account_id, exposure_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Account {id: id})-[:HELD_BY]->(:Record)-[:DESCRIBES]->(p:Party) RETURN p
  UNION
  MATCH (n:Exposure {id: id})-[:OWED_BY]->(:Record)-[:DESCRIBES]->(p:Party) RETURN p
}
RETURN id, collect(DISTINCT p.id) AS parties
