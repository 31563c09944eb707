// Which records stand or fall with these: of the same party, matched, or judged with them?
// A row for each, these too. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})
CALL (r) {
  RETURN r AS mate
  UNION
  MATCH (r)-[:DESCRIBES]->()<-[:DESCRIBES]-(mate:Record)
  RETURN mate
  UNION
  MATCH (r)-[e:MATCHES]-(mate:Record)
  WHERE e.decision = 'SAME'
  RETURN mate
  UNION
  MATCH (r)<-[:LEFT|RIGHT]-(j:Judgement)-[:LEFT|RIGHT]->(mate:Record)
  WHERE j.withdrawnAt IS NULL AND j.kind IS NULL
  RETURN mate
}
RETURN DISTINCT mate.id AS id
