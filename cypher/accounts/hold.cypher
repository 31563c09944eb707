// Accounts, exposures, rates and capitals that are about to be replaced or taken back, or to be stated again: locked, so
// that nobody else does it meanwhile.
// A row for each that is current, or was taken back last, once it is ours. Leans on account_id, exposure_id, rate_id,
// capital_id, retracted_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Account {id: id}) RETURN n
  UNION
  MATCH (n:Exposure {id: id}) RETURN n
  UNION
  MATCH (n:Rate {id: id}) RETURN n
  UNION
  MATCH (n:Capital {id: id}) RETURN n
  UNION
  MATCH (n:Retracted {id: id}) RETURN n
}
SET n.version = n.version
WITH n, id
WHERE n:Account OR n:Exposure OR n:Rate OR n:Capital OR n:Retracted
RETURN id, n.version AS version
