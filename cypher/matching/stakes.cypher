// What is at stake where these matches are judged: the parties of both records with how many records and relationships
// they have, and what the two owe.
// A row for each match: both parties as [id, name, status, records, relationships], exposures as [currency, amount].
// Leans on match_id.
UNWIND $ids AS id
MATCH (a:Record)-[e:MATCHES {id: id}]->(b:Record)
MATCH (a)-[:DESCRIBES]->(p)
MATCH (b)-[:DESCRIBES]->(q)
RETURN
  id, e.held AS held,
  [p.id, p.name, p.status, COUNT { (p)<-[:DESCRIBES]-(:Record) }, COUNT { (p)--(:Party) }] AS left,
  [q.id, q.name, q.status, COUNT { (q)<-[:DESCRIBES]-(:Record) }, COUNT { (q)--(:Party) }] AS right,
  COLLECT {
    UNWIND [p, q] AS party
    MATCH (party)<-[:DESCRIBES]-(:Record)<-[:OWED_BY]-(x:Exposure)
    WITH DISTINCT x
    RETURN [x.currency, x.amount]
  } AS owed
