// Records that say something new, or that were awaited: what they said goes into history, what they say now is stored.
// No rows. Leans on record_id, identifier_id, contact_id, address_id.
UNWIND $rows AS row
MATCH (r:Record {id: row.record.id})
FOREACH (version IN CASE WHEN r.version IS NULL THEN [] ELSE [r.version] END |
  CREATE (r)-[:WAS]->(:RecordVersion {
    version: version, hash: r.hash, at: r.at, receivedAt: r.receivedAt, knownTo: row.record.receivedAt,
    payload: r.payload, type: r.type, retracted: r.retractedAt IS NOT NULL, batch: r.batch
  })
)
SET r = row.record, r:Unresolved
REMOVE r:Awaited
WITH r, row
CALL (r) {
  MATCH (r)-[:HAS_IDENTIFIER]->(i)
  MERGE (r)-[:HAD_IDENTIFIER]->(i)
}
CALL (r) {
  OPTIONAL MATCH (r)-[tie:HAS_IDENTIFIER|HAS_CONTACT|HAS_ADDRESS]->()
  DELETE tie
}
FOREACH (item IN row.identifiers |
  MERGE (i:Identifier {id: item.id})
  ON CREATE SET i += item.node
  CREATE (r)-[tie:HAS_IDENTIFIER]->(i)
  SET tie = item.tie
)
FOREACH (item IN row.contacts |
  MERGE (c:Contact {id: item.id})
  ON CREATE SET c += item.node
  CREATE (r)-[tie:HAS_CONTACT]->(c)
  SET tie = item.tie
)
FOREACH (item IN row.addresses |
  MERGE (a:Address {id: item.id})
  ON CREATE SET a += item.node
  CREATE (r)-[tie:HAS_ADDRESS]->(a)
  SET tie = item.tie
)
