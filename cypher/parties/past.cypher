// What did records say of these parties at a moment? Parties that have been retired since are among them.
// A row for each record that was known then and not taken back. Leans on party_id, retired_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (p:Party {id: id}) RETURN p
  UNION
  MATCH (p:Retired {id: id}) RETURN p
}
MATCH (p)<-[:DESCRIBES]-(r:Record)
CALL (r) {
  WITH r WHERE r.receivedAt <= $known AND r.retractedAt IS NULL
  RETURN r.version AS version, r.receivedAt AS received_at, r.payload AS payload
  UNION
  MATCH (r)-[:WAS]->(v:RecordVersion)
  WHERE v.receivedAt <= $known AND v.knownTo > $known AND NOT v.retracted
  RETURN v.version AS version, v.receivedAt AS received_at, v.payload AS payload
}
RETURN id AS party, p.version AS party_version, r.id AS id, r.source AS source, r.key AS key, version, received_at, payload
