// A class that somebody sets for a party, through a day: tied to the record that names the party.
// A row with the party and its version. Leans on record_id, risk_override_id.
MATCH (r:Record {id: $record})-[:DESCRIBES]->(p:Party)
CREATE (o:RiskOverride)-[:OVERRIDES]->(r)
SET o += $override
RETURN p.id AS id, p.version AS version
