// Accounts, exposures, rates and capitals whose source says something else now, or takes them back: the node stays as a
// version of what was said, with its ties, under a label and a name of its own. What is taken back is found by its id
// until it is stated again, and `said` is the source's own time of that.
// A row for each record that they were tied to. Leans on account_id, exposure_id, rate_id, capital_id.
UNWIND $rows AS row
CALL (row) {
  MATCH (n:Account {id: row.id}) SET n:AccountVersion REMOVE n:Account RETURN n
  UNION
  MATCH (n:Exposure {id: row.id}) SET n:ExposureVersion REMOVE n:Exposure RETURN n
  UNION
  MATCH (n:Rate {id: row.id}) SET n:RateVersion REMOVE n:Rate RETURN n
  UNION
  MATCH (n:Capital {id: row.id}) SET n:CapitalVersion REMOVE n:Capital RETURN n
}
SET n.knownTo = $at
FOREACH (_ IN CASE WHEN row.retracted THEN [1] ELSE [] END |
  SET n:Retracted, n.retracted = true, n.retractionAt = row.said, n.batch = row.batch, n.basis = row.basis
)
WITH n
MATCH (n)-[:HELD_BY|OWED_BY]->(r:Record)
RETURN DISTINCT r.id AS id
