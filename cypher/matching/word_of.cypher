// Is this judgement that stands about a hit of a list, and on which pair?
// A row where it is. Leans on judgement_id.
MATCH (j:Judgement {id: $id})
WHERE j.kind = 'SCREENING' AND j.withdrawnAt IS NULL
MATCH (a:Record)<-[:LEFT]-(j)-[:RIGHT]->(b:Record)
RETURN j.id AS id, j.same AS same, a.id AS left, b.id AS right
