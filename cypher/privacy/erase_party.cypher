// A party is erased: what stays is its id, its kind and its status. While records of it wait to be erased it stays closed.
// Shared nodes that nobody carries any more go; groups that it is in are written anew by their next run, without what was
// said of exceptions.
// A row with its new version. Leans on party_id, retired_id, identifier_id, contact_id, address_id.
CALL () {
  MATCH (p:Party {id: $id}) RETURN p
  UNION
  MATCH (p:Retired {id: $id}) RETURN p
}
SET p = {
  id: p.id, kind: p.kind, status: p.status, version: p.version + 1,
  restricted: CASE WHEN $left > 0 THEN coalesce(p.restricted, $day) END,
  segment: CASE WHEN $left > 0 THEN 'restricted' END
}
WITH p
CALL (p) {
  MATCH (p)-[m:MEMBER_OF]->(g:Group)
  SET g.exceptions = '[]', g.warnings = '[]', g.fingerprint = '', m.reasons = '[]'
}
CALL () {
  UNWIND $shared AS id
  CALL (id) {
    MATCH (n:Identifier {id: id}) RETURN n
    UNION
    MATCH (n:Contact {id: id}) RETURN n
    UNION
    MATCH (n:Address {id: id}) RETURN n
  }
  WITH n
  WHERE NOT EXISTS { (n)--() }
  DELETE n
}
RETURN p.id AS id, p.version AS version
