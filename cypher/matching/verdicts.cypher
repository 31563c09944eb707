// What did stewards judge of these pairs of records?
// A row for each pair that was judged: its last standing judgement. Leans on record_id.
UNWIND $rows AS row
MATCH (:Record {id: row.left})<-[one:LEFT|RIGHT]-(j:Judgement)
WHERE j.withdrawnAt IS NULL
MATCH (j)-[other:LEFT|RIGHT]->(:Record {id: row.right})
WHERE j.same OR j.together OR type(one) <> type(other)
WITH row, j, j.same OR type(one) = type(other) AS same ORDER BY j.at
WITH row, collect([j, same])[-1] AS last
RETURN
  row.left AS left, row.right AS right, last[0].id AS id, last[1] AS same, last[0].by AS by, last[0].at AS at,
  last[0].reason AS reason
