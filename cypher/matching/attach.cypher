// Parts and the parties with which they answer from now on, and to which their relationships go. The ties lead both ways, so that a walk that follows the
// directions of relationships comes over them.
// No rows. Leans on part_id, party_id.
UNWIND $rows AS row
MATCH (p:Part {part: row.part})
SET p.partOf = row.whole, p.state = null
WITH p, row
CALL (p) {
  MATCH (p)-[old:ONE_WITH]-()
  DELETE old
}
MATCH (whole:Party {id: row.whole})
CREATE (p)-[:ONE_WITH]->(whole)
CREATE (whole)-[:ONE_WITH]->(p)
