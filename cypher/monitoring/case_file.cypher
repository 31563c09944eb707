// What is kept of a case and of each of its alerts, and what sources said of the party when it was raised?
// A row for each alert, the oldest first. Leans on case_id.
MATCH (c:Case {id: $id})-[:GATHERS]->(a:Alert)-[:CONCERNS]->(:Record)-[:DESCRIBES]->(p:Party|Retired)
RETURN
  properties(c) AS kept, properties(a) AS alert, p.id AS party,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(r:Record)
    WHERE r.receivedAt <= a.raisedAt AND r.retractedAt IS NULL
    RETURN {source: r.source, key: r.key, receivedAt: r.receivedAt, payload: r.payload} AS one
    UNION
    MATCH (p)<-[:DESCRIBES]-(r:Record)-[:WAS]->(v:RecordVersion)
    WHERE v.receivedAt <= a.raisedAt AND v.knownTo > a.raisedAt AND NOT coalesce(v.retracted, false)
    RETURN {source: r.source, key: r.key, receivedAt: v.receivedAt, payload: v.payload} AS one
  } AS said
ORDER BY alert.place
