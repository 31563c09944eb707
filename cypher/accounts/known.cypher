// Which of these accounts, exposures, rates and capitals has the registry?
// A row for each. Leans on account_id, exposure_id, rate_id, capital_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Account {id: id}) RETURN n
  UNION
  MATCH (n:Exposure {id: id}) RETURN n
  UNION
  MATCH (n:Rate {id: id}) RETURN n
  UNION
  MATCH (n:Capital {id: id}) RETURN n
}
RETURN
  n.id AS id, n.version AS version, n.hash AS hash, n.at AS at, n.receivedAt AS received_at, coalesce(n.late, []) AS late
