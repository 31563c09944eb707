// Hits that stewards dismissed and whose record says something else now: they are open again.
// A row for each. Leans on record_id.
UNWIND $ids AS id
MATCH (:Record {id: id})<-[:LEFT|RIGHT]-(j:Judgement)
WHERE j.kind = 'SCREENING' AND NOT j.same AND j.withdrawnAt IS NULL
WITH DISTINCT j
SET j.withdrawnAt = $at, j.withdrawnBy = 'screening', j.withdrawnFor = 'one of the two records has changed'
RETURN j.id AS id
