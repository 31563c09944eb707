// How many records carry each of these identifiers, contacts and addresses today? Of a national document only those
// count whose country is the one that is asked for, or is not known.
// A row for each. Leans on identifier_id, contact_id, address_id.
UNWIND $rows AS row
WITH row.id AS id, row.country AS country
CALL (id, country) {
  MATCH (n:Identifier {id: id})
  RETURN CASE
    WHEN n.national AND country IS NOT NULL THEN COUNT {
      (n)<-[tie:HAS_IDENTIFIER]-() WHERE tie.country IS NULL OR tie.country = country
    }
    ELSE COUNT { (n)<-[:HAS_IDENTIFIER]-() }
  END AS holders
  UNION ALL
  MATCH (n:Contact {id: id}) RETURN COUNT { (n)<-[:HAS_CONTACT]-() } AS holders
  UNION ALL
  MATCH (n:Address {id: id}) RETURN COUNT { (n)<-[:HAS_ADDRESS]-() } AS holders
}
RETURN id, country, holders
