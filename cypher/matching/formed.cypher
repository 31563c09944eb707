// The parties of these records are held fast, and only then looked at: which records has each, since when is each known, what
// hangs on it?
// A row for each record of these parties, as `matching/standing` tells it but for what is compared. Leans on record_id.
UNWIND $ids AS id
MATCH (:Record {id: id})-[:DESCRIBES]->(p:Party)
WITH DISTINCT p
SET p:Party
WITH p
MATCH (p)<-[:DESCRIBES]-(r:Record)
CALL (r) {
  OPTIONAL MATCH (r)-[:WAS]->(v:RecordVersion)
  RETURN min(v.receivedAt) AS first
}
RETURN
  r.id AS id, r.version AS edition, r.source AS source, r.payload AS payload, '' AS text, '' AS keys,
  r.receivedAt AS received_at,
  CASE WHEN first < r.receivedAt THEN first ELSE r.receivedAt END AS since, r.retractedAt IS NULL AND r.erasedAt IS NULL AS stands,
  COUNT { (r)<-[:FROM|TO|ABOUT|ON_BEHALF_OF]-() } AS facts,
  p.id AS party, p.version AS version, COUNT { (p)--() } AS degree
