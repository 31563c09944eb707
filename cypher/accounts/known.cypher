// Which of these accounts, exposures, rates and capitals has the registry, or had it until they were taken back?
// A row for each; `at` of what was taken back is the source's own time of that, and `known_from` when the registry heard
// of it. Leans on account_id, exposure_id, rate_id, capital_id, retracted_id.
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
RETURN
  n.id AS id, n.version AS version, n.hash AS hash, coalesce(n.retractionAt, n.at) AS at, n:Retracted AS retracted,
  coalesce(n.knownTo, n.receivedAt) AS known_from, n.batch AS batch, n.basis AS basis
