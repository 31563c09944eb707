// A judgement that is taken back.
// A row for each record that it was about; none where no such judgement stands. Leans on judgement_id.
MATCH (j:Judgement {id: $id})
WHERE j.withdrawnAt IS NULL
SET j.withdrawnAt = $at, j.withdrawnBy = $by, j.withdrawnFor = $reason
WITH j
MATCH (j)-[:LEFT|RIGHT]->(r:Record)
RETURN r.id AS id
