// What has the model said of these records?
// A row for each pair. Leans on record_id.
UNWIND $ids AS id
MATCH (:Record {id: id})-[e:MATCHES]-()
WITH DISTINCT e, startNode(e) AS a, endNode(e) AS b
RETURN a.id AS left, b.id AS right, e.decision AS decision, e.odds AS odds
