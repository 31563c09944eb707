// A decision about a group that no longer stands.
// A row for each party that it was about, with its version; none where no such decision stands. Leans on
// group_decision_id.
MATCH (d:GroupDecision {id: $id})
WHERE d.revokedAt IS NULL
SET d.revokedAt = $at
WITH d
MATCH (d)-[:DECIDES|ANCHORED_AT]->(:Record)-[:DESCRIBES]->(p:Party)
RETURN DISTINCT p.id AS id, p.version AS version
