// Somebody says what becomes of an alert.
// A row: the alert. Leans on alert_id.
MATCH (a:Alert {id: $id})-[:CONCERNS]->(:Record)-[:DESCRIBES]->(p:Party|Retired)
WHERE NOT a.suspicion OR $suspicion
SET a += $decision, a.statusAt = $decision.decidedAt
RETURN
  a.id AS id, a.place AS place, a.kind AS kind, a.severity AS severity, a.status AS status, p.id AS party,
  a.raisedAt AS raised_at, a.text AS text, a.evidence AS evidence, a.paths AS paths,
  p:Retired AS retired
