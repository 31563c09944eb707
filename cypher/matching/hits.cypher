// Which parties may be those of a list?
// A row for each hit, the most probable first, with what a steward judged of it. Leans on record_source.
MATCH (listed:Record {source: $source})
WHERE listed.listed
MATCH (listed)-[e:MATCHES]-(client:Record)
WHERE client.listed IS NULL
MATCH (client)-[:DESCRIBES]->(p)
RETURN
  e.id AS id, listed.key AS listed, client.source AS source, client.key AS key, p.id AS party, p.name AS name,
  p.status AS status, e.probability AS probability, e.waiting IS NOT NULL AS waits,
  COLLECT {
    MATCH (listed)<-[:LEFT|RIGHT]-(j:Judgement)-[:LEFT|RIGHT]->(client)
    WHERE j.kind = 'SCREENING' AND j.withdrawnAt IS NULL
    RETURN [toString(j.same), j.id, j.by, j.reason] ORDER BY j.at DESC LIMIT 1
  } AS judged
ORDER BY probability DESC, id
