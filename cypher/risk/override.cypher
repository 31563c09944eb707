// A class that somebody sets for a party, through a day: tied to the record that names the party. It takes the place of
// those that stand under the same scheme; nobody else sets one for the party meanwhile.
// A row with the party, its version, and what was replaced: id, class, by whom and until when, the latest first. Leans
// on record_id, risk_override_id.
MATCH (r:Record {id: $record})-[:DESCRIBES]->(p:Party)
SET p.locked = true
REMOVE p.locked
WITH r, p
CALL (p) {
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[:OVERRIDES]-(f:RiskOverride)
  WHERE f.scheme = $override.scheme AND f.until >= left($override.at, 10) AND f.replacedAt IS NULL
  SET f.replacedAt = $override.at, f.replacedBy = $override.id
  WITH DISTINCT f
  ORDER BY f.at DESC
  RETURN collect([f.id, f.class, f.by, f.until]) AS replaced
}
CREATE (o:RiskOverride)-[:OVERRIDES]->(r)
SET o += $override
RETURN p.id AS id, p.version AS version, replaced
