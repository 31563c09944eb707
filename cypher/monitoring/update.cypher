// What changes of a case, and what is noted; when it is closed, so are its alerts, and once it was reported they are hits.
// A row: the case. Leans on case_id.
MATCH (c:Case {id: $id})
SET c += $changes, c.notes = c.notes + $notes
WITH c
CALL (c) {
  MATCH (c)-[:GATHERS]->(a:Alert)
  WHERE c.status = 'CLOSED' AND a.status <> 'CLOSED'
  SET a.status = 'CLOSED', a.decidedAt = c.closedAt, a.statusAt = c.closedAt
}
CALL (c) {
  MATCH (c)-[:GATHERS]->(a:Alert)
  WHERE c.reported AND a.reported IS NULL
  SET a.reported = true, a.statusAt = $at
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
