// Which matches of these records wait for a steward: those that the model leaves open, and those that cannot all be
// followed, with the reason; but for pairs that are of one party, or were judged. What is at stake comes first: what the
// two parties owe, then what hangs on them.
// No rows. Leans on record_id.
CALL () {
  UNWIND $records AS id
  MATCH (:Record {id: id})-[e:MATCHES]-()
  WHERE e.held IS NOT NULL OR e.waiting IS NOT NULL
  REMOVE e.held, e.waiting
}
CALL () {
  UNWIND $held AS item
  MATCH (:Record {id: item.left})-[e:MATCHES]-(:Record {id: item.right})
  SET e.held = item.held
}
CALL () {
  UNWIND $records AS id
  MATCH (:Record {id: id})-[e:MATCHES]-(:Record)
  WITH DISTINCT e, startNode(e) AS a, endNode(e) AS b
  WHERE (e.decision = 'REVIEW' OR e.held IS NOT NULL)
    AND NOT EXISTS { MATCH (a)-[:DESCRIBES]->(p) MATCH (b)-[:DESCRIBES]->(p) }
    AND NOT EXISTS {
      MATCH (a)<-[one:LEFT|RIGHT]-(j:Judgement)-[other:LEFT|RIGHT]->(b)
      WHERE j.withdrawnAt IS NULL AND (j.same OR j.together OR type(one) <> type(other))
    }
  WITH e, [a, b] AS ends
  WITH e,
    reduce(owed = 0.0, amount IN COLLECT {
      UNWIND ends AS r
      MATCH (r)-[:DESCRIBES]->(p)
      MATCH (p)<-[:DESCRIBES]-(:Record)<-[:OWED_BY]-(x:Exposure)
      RETURN coalesce(toFloat(x.amount), 0.0)
    } | owed + amount) AS owed,
    reduce(size = 0, degree IN COLLECT {
      UNWIND ends AS r
      MATCH (r)-[:DESCRIBES]->(p)
      RETURN COUNT { (p)--() }
    } | size + degree) AS size
  WITH e, owed * 100 + CASE WHEN size > 99 THEN 99 ELSE size END AS worth
  SET e.waiting = toString(toInteger(9.0e15 - CASE WHEN worth > 7.9e15 THEN 7.9e15 ELSE worth END)) + '/' + e.id
}
