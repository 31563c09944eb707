// Which cases are there, the newest first?
// A row for each, at most $first, before a place. Leans on case_place.
MATCH (c:Case)
WHERE c.place < $before AND ($statuses IS NULL OR c.status IN $statuses)
  AND ($assignee IS NULL OR c.assignee = $assignee)
WITH c
ORDER BY c.place DESC
LIMIT $first
CALL (c) {
  OPTIONAL MATCH (c)-[:GATHERS]->(a:Alert)-[:CONCERNS]->(:Record)-[:DESCRIBES]->(p:Party|Retired)
  WITH a, p
  ORDER BY a.place
  RETURN collect(DISTINCT a.id) AS alerts, collect(DISTINCT p.id) AS parties
}
RETURN
  c.id AS id, c.place AS place, c.title AS title, c.status AS status, c.assignee AS assignee, alerts, parties,
  c.notes AS notes
ORDER BY place DESC
