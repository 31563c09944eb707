// A case about alerts, which are escalated by it.
// A row: the case. Leans on alert_id, case_id.
CREATE (c:Case)
SET c = $case
WITH c
CALL (c) {
  UNWIND $alerts AS id
  MATCH (a:Alert {id: id})
  SET a.status = 'ESCALATED', a.statusAt = c.openedAt
  CREATE (c)-[:GATHERS]->(a)
}
WITH c
CALL (c) {
  OPTIONAL MATCH (c)-[:GATHERS]->(a:Alert)-[:CONCERNS]->(:Record)-[:DESCRIBES]->(p:Party|Retired)
  WITH a, p
  ORDER BY a.place
  RETURN collect(DISTINCT a.id) AS alerts, collect(DISTINCT p.id) AS parties
}
RETURN
  c.id AS id, c.place AS place, c.title AS title, c.status AS status, c.assignee AS assignee, alerts, parties,
  c.notes AS notes
