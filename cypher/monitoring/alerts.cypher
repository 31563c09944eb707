// Which alerts are there, the newest first?
// A row for each, at most $first, before a place. Leans on alert_place.
MATCH (a:Alert)-[:CONCERNS]->(:Record)-[:DESCRIBES]->(p:Party|Retired)
WHERE a.place < $before AND (NOT a.suspicion OR $suspicion) AND ($statuses IS NULL OR a.status IN $statuses)
  AND ($kinds IS NULL OR a.kind IN $kinds) AND ($party IS NULL OR p.id = $party)
RETURN
  a.id AS id, a.place AS place, a.kind AS kind, a.severity AS severity, a.status AS status, p.id AS party,
  a.raisedAt AS raised_at, a.text AS text, a.evidence AS evidence, a.paths AS paths,
  p:Retired AS retired
ORDER BY place DESC
LIMIT $first
