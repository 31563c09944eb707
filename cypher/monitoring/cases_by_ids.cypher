// Which cases have these ids?
// A row for each. Leans on case_id.
UNWIND $ids AS id
MATCH (c:Case {id: id})
CALL (c) {
  OPTIONAL MATCH (c)-[:GATHERS]->(a:Alert)-[:CONCERNS]->(:Record)-[:DESCRIBES]->(p:Party|Retired)
  WITH a, p
  ORDER BY a.place
  RETURN collect(DISTINCT a.id) AS alerts, collect(DISTINCT p.id) AS parties
}
RETURN
  c.id AS id, c.place AS place, c.title AS title, c.status AS status, c.assignee AS assignee, alerts, parties,
  c.notes AS notes
