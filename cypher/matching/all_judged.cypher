// Which judgements stand, but for hits of lists?
// A row for each with the records of both sides. Leans on judgement_id.
MATCH (j:Judgement)
WHERE j.id >= '' AND j.withdrawnAt IS NULL AND j.kind IS NULL
RETURN
  j.id AS id, j.same AS same, j.together AS together,
  COLLECT { MATCH (j)-[:LEFT]->(r) RETURN r.id ORDER BY r.id } AS left,
  COLLECT { MATCH (j)-[:RIGHT]->(r) RETURN r.id ORDER BY r.id } AS right,
  j.by AS by, j.at AS at, j.reason AS reason
