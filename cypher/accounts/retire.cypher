// Accounts, exposures, rates and capitals whose source says something else now, or takes them back: what was said goes
// into history, and the node goes.
// No rows. Leans on account_id, exposure_id, rate_id, capital_id.
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
CREATE (:RecordVersion {
  of: n.id, version: n.version, hash: n.hash, at: n.at, receivedAt: n.receivedAt, knownTo: $at,
  payload: n.payload, type: head(labels(n)), retracted: false
})
DETACH DELETE n
