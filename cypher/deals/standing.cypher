// What does the registry say of these parties that counts before a deal?
// A row for each: kind, status, flags, identifiers with the last day stated for each, hits of lists that wait for a word
// and those that were confirmed, and the day of the next review of its risk under a scheme, where it was assessed.
// Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})
RETURN
  p.id AS id, p.kind AS kind, p.status AS status, coalesce(p.flags, []) AS flags,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(:Record)-[tie:HAS_IDENTIFIER]->(i:Identifier)
    RETURN [i.scheme, coalesce(tie.expires, '')]
  } AS identifiers,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(r:Record)-[m:MATCHES]-(l:Record)
    WHERE l.listed AND NOT coalesce(r.listed, false) AND m.waiting IS NOT NULL
    RETURN [l.source, l.key, toString(m.probability)]
  } AS hits,
  COLLECT {
    MATCH (p)-[e:RELATED_TO]->(:Party)<-[:DESCRIBES]-(l:Record)
    WHERE l.listed AND e.role = 'screening-hit'
    RETURN DISTINCT [l.source, l.key]
  } AS confirmed,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(:Record)-[:NOW_ASSESSED {scheme: $scheme}]->(a:RiskAssessment)
    RETURN coalesce(a.reviewOn, '') ORDER BY a.place DESC LIMIT 1
  } AS reviews
