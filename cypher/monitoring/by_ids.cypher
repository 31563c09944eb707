// Which alerts have these ids?
// A row for each. Leans on alert_id.
UNWIND $ids AS id
MATCH (a:Alert {id: id})-[:CONCERNS]->(:Record)-[:DESCRIBES]->(p:Party|Retired)
WHERE NOT a.suspicion OR $suspicion
RETURN
  a.id AS id, a.place AS place, a.kind AS kind, a.severity AS severity, a.status AS status, p.id AS party,
  a.raisedAt AS raised_at, a.text AS text, a.evidence AS evidence, a.paths AS paths,
  p:Retired AS retired
