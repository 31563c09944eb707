// Hits that stewards dismissed and whose record says something else now: they are open again, and compared again.
// A row for each. Leans on record_id.
UNWIND $ids AS id
MATCH (:Record {id: id})<-[:LEFT|RIGHT]-(j:Judgement)
WHERE j.kind = 'SCREENING' AND NOT j.same AND j.withdrawnAt IS NULL
WITH DISTINCT j
SET j.withdrawnAt = $at, j.withdrawnBy = 'screening', j.withdrawnFor = 'one of the two records has changed'
WITH j
CALL (j) {
  MATCH (a)<-[:LEFT]-(j)-[:RIGHT]->(b)
  MATCH (a)-[e:MATCHES]-(b)
  DELETE e
}
RETURN j.id AS id
