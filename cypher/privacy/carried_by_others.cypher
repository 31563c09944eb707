// Which of these shared nodes do other parties carry as well, or did?
// A row for each. Leans on identifier_id, contact_id, address_id.
UNWIND $shared AS id
CALL (id) {
  MATCH (n:Identifier {id: id}) RETURN n
  UNION
  MATCH (n:Contact {id: id}) RETURN n
  UNION
  MATCH (n:Address {id: id}) RETURN n
}
WITH id, n
WHERE EXISTS {
  MATCH (n)<-[:HAS_IDENTIFIER|HAD_IDENTIFIER|HAS_CONTACT|HAS_ADDRESS]-(:Record)-[:DESCRIBES]->(other)
  WHERE other.id <> $id
}
RETURN id
