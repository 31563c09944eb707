// What did records say of these parties at a moment? A record that belongs to another party since is among those of the
// party that it described then; parties that have been retired or merged since are there too.
// What restricts a party today restricts all of its past.
// A row for each record that was known then and not taken back. Leans on party_id, retired_id, moved_from.
UNWIND $ids AS id
CALL (id) {
  MATCH (:Party {id: id})<-[:DESCRIBES]-(r:Record) RETURN r
  UNION
  MATCH (:Retired {id: id})<-[:DESCRIBES]-(r:Record) RETURN r
  UNION
  MATCH (r:Record)-[:MOVED {from: id}]->() RETURN r
}
MATCH (r)-[:DESCRIBES]->(p)
WITH id, r, p, COLLECT {
  MATCH (r)-[m:MOVED]->() WHERE m.at > $known RETURN m.from ORDER BY m.at LIMIT 1
} AS then
WHERE id = coalesce(then[0], p.id)
CALL (r) {
  WITH r WHERE r.receivedAt <= $known AND r.retractedAt IS NULL
  RETURN r.version AS version, r.receivedAt AS received_at, r.payload AS payload
  UNION
  MATCH (r)-[:WAS]->(v:RecordVersion)
  WHERE v.receivedAt <= $known AND v.knownTo > $known AND NOT v.retracted
  RETURN v.version AS version, v.receivedAt AS received_at, v.payload AS payload
}
RETURN
  id AS party, p.version AS party_version, r.id AS id, r.source AS source, r.key AS key, version, received_at, payload,
  COLLECT {
    MATCH (r)<-[tie:CORRECTS]-(o:Override)
    WHERE o.at <= $known AND (o.withdrawnAt IS NULL OR o.withdrawnAt > $known)
      OR o.field = 'restricted' AND o.withdrawnAt IS NULL
    RETURN [o.at, o.field, o.value, o.by, o.reason, toString(tie.version)]
  } AS pins
