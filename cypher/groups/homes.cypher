// Who lives with these persons, at addresses that at most $most parties have?
// One row of columns: a person and an address, once for each. Leans on party_id.
CALL () {
  UNWIND $ids AS id
  MATCH (p:Party {id: id})<-[:DESCRIBES]-(:Record)-[:HAS_ADDRESS]->(a:Address)
  WITH DISTINCT a
  WHERE COUNT { (a)<-[:HAS_ADDRESS]-() } <= 10 * $most
  CALL (a) {
    MATCH (a)<-[:HAS_ADDRESS]-(:Record)-[:DESCRIBES]->(q:Party)
    RETURN collect(DISTINCT q) AS living
  }
  WITH a, living
  WHERE 1 < size(living) <= $most
  UNWIND living AS q
  WITH a, q
  WHERE q.kind = 'PERSON'
  RETURN collect(q.id) AS ids, collect(a.id) AS addresses
}
RETURN ids, addresses
