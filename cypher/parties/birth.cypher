// Records that come for the first time, each with the party it gives birth to and the shared nodes it states.
// No rows. Leans on identifier_id, contact_id, address_id.
UNWIND $rows AS row
CREATE (r:Record:Unresolved)
SET r = row.record
CREATE (p:Party:$(row.label))
SET p = row.party
CREATE (r)-[:DESCRIBES]->(p)
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
