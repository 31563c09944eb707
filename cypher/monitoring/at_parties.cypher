// Which alerts are there at each of these parties, the newest first?
// A row for each. Leans on party_id, retired_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (p:Party {id: id}) RETURN p
  UNION
  MATCH (p:Retired {id: id}) RETURN p
}
MATCH (p)<-[:DESCRIBES]-(:Record)<-[:CONCERNS]-(a:Alert)
WHERE NOT a.suspicion OR $suspicion
RETURN
  a.id AS id, a.place AS place, a.kind AS kind, a.severity AS severity, a.status AS status, p.id AS party,
  a.raisedAt AS raised_at, a.text AS text, a.evidence AS evidence, a.paths AS paths,
  p:Retired AS retired
ORDER BY place DESC
