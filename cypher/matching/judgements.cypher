// Which judgements have these ids?
// A row for each, withdrawn or not. Leans on judgement_id.
UNWIND $ids AS id
MATCH (j:Judgement {id: id})
RETURN j.id AS id, j.same AS same, j.by AS by, j.at AS at, j.reason AS reason, j.withdrawnAt IS NOT NULL AS withdrawn
