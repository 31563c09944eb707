// What does the registry say of these parties that counts before a deal?
// A row for each: kind, flags, identifiers with the last day stated for each, hits of lists that wait for a word and
// those that were confirmed. An identifier that several records state lasts as long as any says. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})
RETURN
  p.id AS id, p.kind AS kind, coalesce(p.flags, []) AS flags,
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
  } AS confirmed
