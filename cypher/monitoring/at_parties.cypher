// Which alerts are there at each of these parties, the newest first?
// A row for each. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})<-[:DESCRIBES]-(:Record)<-[:CONCERNS]-(a:Alert)
WHERE NOT a.suspicion OR $suspicion
RETURN
  a.id AS id, a.place AS place, a.kind AS kind, a.severity AS severity, a.status AS status, p.id AS party,
  a.raisedAt AS raised_at, a.text AS text, a.evidence AS evidence
ORDER BY place DESC
