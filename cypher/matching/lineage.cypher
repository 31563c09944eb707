// What became of these parties, and of those that they were made of?
// A row for each party and event, in order; the first says when the party's oldest record came. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})<-[:DESCRIBES]-(r:Record)
CALL (r) {
  OPTIONAL MATCH (r)-[:WAS]->(v:RecordVersion)
  RETURN min(v.receivedAt) AS first
}
WITH id, r, CASE WHEN first < r.receivedAt THEN first ELSE r.receivedAt END AS since ORDER BY since, r.id
WITH id, collect({id: 'l' + substring(r.id, 1), since: since, source: r.source, record: r.id})[0] AS born,
  collect(r) AS records
CALL (id, born, records) {
  RETURN born.id AS event, '' AS place, 'CREATED' AS kind, born.since AS at, born.source AS by,
    null AS reason, [id] AS parties, [born.record] AS of
  UNION
  UNWIND records AS r
  MATCH (r)<-[:OF]-(e:LineageEvent)
  RETURN DISTINCT e.id AS event, e.place AS place, e.kind AS kind, e.at AS at, e.by AS by,
    e.reason AS reason, e.parties AS parties, e.records AS of
}
RETURN id AS party, event AS id, place, kind, at, by, reason, parties, of AS records
ORDER BY party, place
