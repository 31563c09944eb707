// A steward's judgement on two sides, each of one or more records.
// No rows. Leans on judgement_id, record_id.
CREATE (j:Judgement)
SET j = $judgement
WITH j
CALL (j) {
  UNWIND $left AS id
  MATCH (r:Record {id: id})
  CREATE (j)-[:LEFT]->(r)
}
CALL (j) {
  UNWIND $right AS id
  MATCH (r:Record {id: id})
  CREATE (j)-[:RIGHT]->(r)
}
