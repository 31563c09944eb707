// At whose fellows in a group of connected clients was an alert raised within a time?
// A row for each customer and alert, with a way between the two. Leans on alert_raised_at.
MATCH (a:Alert)
WHERE a.raisedAt >= $begin AND a.raisedAt < $end AND a.severity >= $severity AND a.kind <> $but
  AND (NOT a.suspicion OR $suspicion)
MATCH (a)-[:CONCERNS]->(:Record)-[:DESCRIBES]->(q:Party)-[:MEMBER_OF]->(g:Group)<-[:MEMBER_OF]-(p:Party)
WHERE g.kind = 'CONNECTED_CLIENTS' AND p <> q AND p.status = 'CUSTOMER'
OPTIONAL MATCH way = shortestPath((p)-[:OWNS|CONTROLS|MANAGES|GUARANTEES|DEPENDS_ON|FAMILY_OF|RELATED_TO*1..6]-(q))
RETURN
  p.id AS party, {member: q.id, alert: a.id, kind: a.kind, group: g.id} AS numbers,
  CASE WHEN way IS NULL THEN [] ELSE [[r IN relationships(way) | r.id]] END AS paths,
  substring(a.raisedAt, 0, 10) AS day
