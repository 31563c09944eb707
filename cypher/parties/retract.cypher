// Records that their source takes back. A party that no record describes any more is retired.
// A row for each party with its new version. Leans on record_id.
UNWIND $rows AS row
MATCH (r:Record {id: row.id})
CREATE (r)-[:WAS]->(:RecordVersion {
  version: r.version, hash: r.hash, at: r.at, receivedAt: r.receivedAt, knownTo: row.at,
  payload: r.payload, type: r.type, retracted: false, batch: r.batch
})
SET
  r.version = r.version + 1, r.receivedAt = row.at, r.retractedAt = row.at, r.reason = row.reason,
  r.at = coalesce(row.said, r.at), r.batch = row.batch, r.basis = row.basis
REMOVE r.hash, r.keys, r.evidence, r:Unresolved
WITH r, row
CALL (r) {
  MATCH (r)-[:HAS_IDENTIFIER]->(i)
  MERGE (r)-[:HAD_IDENTIFIER]->(i)
}
CALL (r) {
  OPTIONAL MATCH (r)-[tie:HAS_IDENTIFIER|HAS_CONTACT|HAS_ADDRESS]->()
  DELETE tie
}
MATCH (r)-[:DESCRIBES]->(p:Party)
SET p.version = p.version + 1
WITH p, EXISTS { (p)<-[:DESCRIBES]-(s:Record) WHERE s.retractedAt IS NULL } AS described
FOREACH (_ IN CASE WHEN described THEN [] ELSE [1] END |
  REMOVE p:Party:Person:Organization:Arrangement
  SET p:Retired
)
RETURN p.id AS id, p.version AS version
