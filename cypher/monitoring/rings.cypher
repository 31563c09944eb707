// Which customers stand in a ring of ownership that a holding closed which became known within a time?
// A row for each and such holding: the ring, and the ids of its relationships. Leans on fact_known_from.
MATCH (f:Fact)
WHERE f.knownFrom >= $begin AND f.knownFrom < $end AND f.kind = 'OWNS' AND f.knownTo IS NULL
MATCH (f)-[:FROM]->(:Record)-[:DESCRIBES]->(a:Party)-[first:OWNS]->(b:Party)
WHERE f.id IN first.facts AND a <> b
MATCH way = shortestPath((b)-[:OWNS*1..8]->(a))
UNWIND nodes(way) AS p
WITH p, f, first, way
WHERE p.status = 'CUSTOMER'
RETURN
  p.id AS party, {ring: [n IN nodes(way) | n.id], holding: first.id} AS numbers,
  [[first.id] + [r IN relationships(way) | r.id]] AS paths, substring(f.knownFrom, 0, 10) AS day
