// What is at stake where these matches are judged: the parties of both records with how many records and relationships
// they have, and what the two owe.
// A row for each match: both parties as [id, name, status, records, relationships], of the exposures that are largest the
// first 1,000 as [currency, amount]. Relationships are counted by the kinds that the database counts itself.
// Leans on match_id, party_part_of.
UNWIND $ids AS id
MATCH (a:Record)-[e:MATCHES {id: id}]->(b:Record)
MATCH (a)-[:DESCRIBES]->(p)
MATCH (b)-[:DESCRIBES]->(q)
CALL (p, q) {
  UNWIND [p, q] AS party
  MATCH (n:Party)
  WHERE n.id = party.id OR n.partOf = party.id
  WITH party, sum(COUNT { (n)-[:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-() }) AS number
  RETURN collect([party.id, number]) AS numbers
}
WITH id, e, p, q, [one IN numbers WHERE one[0] = p.id | one[1]][0] AS here,
  [one IN numbers WHERE one[0] = q.id | one[1]][0] AS there
RETURN
  id, e.held AS held,
  [p.id, p.name, p.status, COUNT { (p)<-[:DESCRIBES]-(:Record) }, here] AS left,
  [q.id, q.name, q.status, COUNT { (q)<-[:DESCRIBES]-(:Record) }, there] AS right,
  COLLECT {
    UNWIND [p, q] AS party
    MATCH (party)<-[:DESCRIBES]-(:Record)<-[:OWED_BY]-(x:Exposure)
    WITH DISTINCT x
    RETURN [x.currency, x.amount] ORDER BY toFloat(x.amount) DESC LIMIT 1000
  } AS owed
