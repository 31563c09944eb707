// Pairs of records that the model takes for one party, or leaves to a steward; the records are resolved.
// No rows. Leans on record_id, unresolved_id.
CALL () {
  UNWIND $records AS id
  MATCH (r:Unresolved {id: id})
  REMOVE r:Unresolved
}
UNWIND $rows AS row
MATCH (a:Record {id: row.left})
MATCH (b:Record {id: row.right})
CREATE (a)-[e:MATCHES]->(b)
SET e = row.match
