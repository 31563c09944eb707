// Alerts whose snooze is over are open again.
// A row for each. Leans on alert_place.
MATCH (a:Alert)-[:CONCERNS]->(:Record)-[:DESCRIBES]->(p:Party|Retired)
WHERE a.place > '' AND a.status = 'SNOOZED' AND a.until <= $at
SET a.status = 'OPEN', a.until = null
RETURN
  a.id AS id, a.place AS place, a.kind AS kind, a.severity AS severity, a.status AS status, p.id AS party,
  a.raisedAt AS raised_at, a.text AS text, a.evidence AS evidence, a.paths AS paths,
  p:Retired AS retired
