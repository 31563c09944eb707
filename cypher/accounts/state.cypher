// Accounts, exposures, rates and capitals that come for the first time, in a new version or late, tied to the records of
// their parties.
// No rows. Leans on record_id, identifier_id.
UNWIND $rows AS row
CREATE (n:$(row.label))
SET n = row.node
WITH n, row
CALL (n, row) {
  UNWIND row.ties AS tie
  MATCH (r:Record {id: tie.id})
  CREATE (n)-[t:$(tie.end)]->(r)
  SET t.name = tie.name, t.role = tie.role
}
CALL (n, row) {
  UNWIND row.names AS name
  MATCH (i:Identifier {id: name.id})
  CREATE (n)-[:NAMES {end: name.end}]->(i)
}
