// Which alerts at these parties are not closed, those of suspicion only where asked for?
// A row for each, the gravest first. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})<-[:DESCRIBES]-(:Record)<-[:CONCERNS]-(a:Alert)
WHERE a.status <> 'CLOSED' AND (NOT a.suspicion OR $suspicion)
RETURN a.id AS id, p.id AS party, a.kind AS kind, a.severity AS severity, a.text AS text, a.suspicion AS suspects
ORDER BY severity DESC, id
