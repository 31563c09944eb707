// New versions of facts, tied to the records at their ends and to the identifiers that name them.
// No rows. Leans on record_id, identifier_id.
UNWIND $rows AS row
CREATE (f:Fact)
SET f = row.fact
FOREACH (_ IN CASE WHEN row.waiting THEN [1] ELSE [] END | SET f:Waiting)
FOREACH (_ IN CASE WHEN row.fact.due IS NULL THEN [] ELSE [1] END | SET f:Scheduled)
WITH f, row
CALL (f, row) {
  UNWIND row.ties AS tie
  MATCH (r:Record {id: tie.id})
  CREATE (f)-[t:$(tie.end)]->(r)
  SET t.name = tie.name
}
CALL (f, row) {
  UNWIND row.names AS name
  MATCH (i:Identifier {id: name.id})
  CREATE (f)-[:NAMES {end: name.end}]->(i)
}
