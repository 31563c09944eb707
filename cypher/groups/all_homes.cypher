// Who lives at the addresses of a slice of ids that at most $most parties have?
// One row of columns: a person and an address, once for each. Leans on address_id.
MATCH (a:Address)
WHERE a.id >= $start AND a.id < $end AND 1 < COUNT { (a)<-[:HAS_ADDRESS]-() } <= 10 * $most
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
