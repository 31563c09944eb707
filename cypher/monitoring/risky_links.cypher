// Which customers have come to share a manager, an address or a number with a risky party: one with such a flag, or with
// an alert that was escalated?
// A row for each pair and what they share. Leans on fact_known_from, record_received_at.
CALL () {
  MATCH (f:Fact)
  WHERE f.knownFrom >= $begin AND f.knownFrom < $end AND f.kind = 'MANAGES' AND f.knownTo IS NULL
  MATCH (f)-[:FROM]->(:Record)-[:DESCRIBES]->(d:Party)-[one:MANAGES]->(a:Party)
  WHERE f.id IN one.facts
  MATCH (d)-[other:MANAGES]->(b:Party)
  WHERE a <> b
  RETURN a, b, 'a manager' AS shared, d.id AS what, [[one.id, other.id]] AS paths, substring(f.knownFrom, 0, 10) AS day
  UNION
  MATCH (r:Record)
  WHERE r.receivedAt >= $begin AND r.receivedAt < $end AND r.retractedAt IS NULL
  MATCH (a:Party)<-[:DESCRIBES]-(r)-[:HAS_CONTACT|HAS_ADDRESS]->(c)
  WHERE COUNT { (c)<-[:HAS_CONTACT|HAS_ADDRESS]-() } <= $widest
  MATCH (c)<-[:HAS_CONTACT|HAS_ADDRESS]-(:Record)-[:DESCRIBES]->(b:Party)
  WHERE a <> b
  RETURN
    a, b, CASE WHEN c:Address THEN 'an address' ELSE 'a number or mail address' END AS shared, c.id AS what, [] AS paths,
    substring(r.receivedAt, 0, 10) AS day
}
UNWIND [[a, b], [b, a]] AS pair
WITH pair[0] AS p, pair[1] AS q, shared, what, paths, day
WHERE p.status = 'CUSTOMER' AND (
  any(flag IN q.flags WHERE flag IN $flags)
  OR EXISTS { (q)<-[:DESCRIBES]-(:Record)<-[:CONCERNS]-(:Alert {status: 'ESCALATED'}) })
RETURN DISTINCT p.id AS party, {with: q.id, shared: shared, what: what, flags: q.flags} AS numbers, paths, day
