// Whom do alerts of suspicion concern whose status changed since a moment?
// A row for each party. Leans on alert_status_at.
MATCH (a:Alert)
WHERE a.statusAt >= $since AND a.suspicion
MATCH (a)-[:CONCERNS]->(:Record)-[:DESCRIBES]->(p:Party)
RETURN DISTINCT p.id AS id
