// Where do these records stand: which party does each describe, since when is it known, what hangs on it? What it says comes as
// evidence of an edition, too, or else as it is.
// A row for each record that describes a party; one that was erased says nothing and stands no more than one that was taken
// back. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})-[:DESCRIBES]->(p)
CALL (r) {
  OPTIONAL MATCH (r)-[:WAS]->(v:RecordVersion)
  RETURN min(v.receivedAt) AS first
}
RETURN
  r.id AS id, r.version AS edition, r.source AS source, r.payload AS payload,
  CASE WHEN r.evidence STARTS WITH $edition THEN r.evidence ELSE r.payload END AS text, coalesce(r.keys, '') AS keys,
  r.receivedAt AS received_at,
  CASE WHEN first < r.receivedAt THEN first ELSE r.receivedAt END AS since, r.retractedAt IS NULL AND r.erasedAt IS NULL AS stands,
  COUNT { (r)<-[:FROM|TO|ABOUT|ON_BEHALF_OF]-() } AS facts,
  p.id AS party, p.version AS version, COUNT { (p)--() } AS degree
