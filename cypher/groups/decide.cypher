// A decision by hand about a group: tied to records, so that it follows them wherever they come to belong.
// A row for each party that it is about, with its version. Leans on record_id, group_decision_id.
MATCH (r:Record {id: $record})-[:DESCRIBES]->(p:Party)
MATCH (a:Record {id: $anchor})-[:DESCRIBES]->(q:Party)
MERGE (d:GroupDecision {id: $decision.id})
SET d += $decision
MERGE (d)-[:DECIDES]->(r)
MERGE (d)-[:ANCHORED_AT]->(a)
WITH p, q
UNWIND [p, q] AS party
RETURN DISTINCT party.id AS id, party.version AS version
