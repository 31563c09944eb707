// What has been decided by hand about groups of some kinds, as known at a moment; without one, now?
// A row for each that stands, with the parties that its records describe today. Leans on group_decision_id.
MATCH (d:GroupDecision)
WHERE d.id >= '' AND d.kind IN $kinds
  AND coalesce(d.at <= $known, true)
  AND (d.revokedAt IS NULL OR coalesce(d.revokedAt > $known, false))
MATCH (d)-[:DECIDES]->(:Record)-[:DESCRIBES]->(p)
MATCH (d)-[:ANCHORED_AT]->(:Record)-[:DESCRIBES]->(a)
RETURN
  d.id AS id, d.kind AS kind, p.id AS party, a.id AS anchor, d.included AS included, d.reason AS reason, d.by AS by,
  d.at AS at, d.until AS until
ORDER BY id
