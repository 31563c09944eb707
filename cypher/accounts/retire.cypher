// Accounts, exposures, rates and capitals whose source says something else now, or takes them back: the node stays as a
// version of what was said, with its ties, under a label and a name of its own.
// A row for each record that they were tied to. Leans on account_id, exposure_id, rate_id, capital_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Account {id: id}) SET n:AccountVersion REMOVE n:Account RETURN n
  UNION
  MATCH (n:Exposure {id: id}) SET n:ExposureVersion REMOVE n:Exposure RETURN n
  UNION
  MATCH (n:Rate {id: id}) SET n:RateVersion REMOVE n:Rate RETURN n
  UNION
  MATCH (n:Capital {id: id}) SET n:CapitalVersion REMOVE n:Capital RETURN n
}
SET n.knownTo = $at, n.retracted = CASE WHEN $retracted THEN true END
WITH n
MATCH (n)-[:HELD_BY|OWED_BY]->(r:Record)
RETURN DISTINCT r.id AS id
