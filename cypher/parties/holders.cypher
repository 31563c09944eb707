// How many records carry each of these identifiers, contacts and addresses today?
// A row for each. Leans on identifier_id, contact_id, address_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Identifier {id: id}) RETURN COUNT { (n)<-[:HAS_IDENTIFIER]-() } AS holders
  UNION ALL
  MATCH (n:Contact {id: id}) RETURN COUNT { (n)<-[:HAS_CONTACT]-() } AS holders
  UNION ALL
  MATCH (n:Address {id: id}) RETURN COUNT { (n)<-[:HAS_ADDRESS]-() } AS holders
}
RETURN id, holders
