// Which accounts and exposures of these parties were known at a moment, or earlier?
// A row for each version: an exposure's older ones too, since they say what was owed on an earlier day.
// Leans on party_id, retired_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (p:Party {id: id}) RETURN p
  UNION
  MATCH (p:Retired {id: id}) RETURN p
}
MATCH (p)<-[:DESCRIBES]-(:Record)<-[:HELD_BY|OWED_BY]-(n)
WHERE n.receivedAt <= $known
WITH DISTINCT id, n
RETURN id AS party, n:Exposure OR n:ExposureVersion AS owed, properties(n) AS node
