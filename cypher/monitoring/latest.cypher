// Which is the last alert of a kind at each of these parties?
// A row for each that has one. Leans on record_id.
UNWIND $rows AS row
MATCH (:Record {id: row.record})-[:DESCRIBES]->(p:Party)
CALL (row, p) {
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[:CONCERNS]-(a:Alert {kind: row.kind})
  RETURN a
  ORDER BY a.place DESC
  LIMIT 1
}
RETURN row.number AS number, a.id AS id, a.status AS status, a.lastDay AS last_day
