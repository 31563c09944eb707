// Which alerts are there at these records, and which cases gather them?
// A row for each: its id, for a case also its title and its notes, and whether it is about nobody else. Leans on record_id.
CALL () {
  UNWIND $ids AS id
  MATCH (:Record {id: id})<-[:CONCERNS]-(a:Alert)
  RETURN DISTINCT a.id AS id, null AS title, [] AS notes, true AS alone
  UNION
  UNWIND $ids AS id
  MATCH (:Record {id: id})-[:DESCRIBES]->(p)
  MATCH (:Record {id: id})<-[:CONCERNS]-(:Alert)<-[:GATHERS]-(c:Case)
  RETURN DISTINCT
    c.id AS id, c.title AS title, c.notes AS notes,
    NOT EXISTS {
      MATCH (c)-[:GATHERS]->(:Alert)-[:CONCERNS]->(r:Record)-[:DESCRIBES]->(other)
      WHERE other <> p AND r.erasedAt IS NULL
    } AS alone
}
RETURN id, title, notes, alone
ORDER BY id
