// Which accounts and exposures of these parties were known at a moment, or earlier?
// A row for each version: an exposure's older ones too, since they say what was owed on an earlier day.
// A record that belongs to another party since counts for the one that it described then.
// Leans on party_id, retired_id, moved_from.
UNWIND $ids AS id
CALL (id) {
  MATCH (:Party {id: id})<-[:DESCRIBES]-(r:Record) RETURN r
  UNION
  MATCH (:Retired {id: id})<-[:DESCRIBES]-(r:Record) RETURN r
  UNION
  MATCH (r:Record)-[:MOVED {from: id}]->() RETURN r
}
MATCH (r)-[:DESCRIBES]->(p)
WITH id, r, p, COLLECT { MATCH (r)-[m:MOVED]->() WHERE m.at > $known RETURN m.from ORDER BY m.at LIMIT 1 } AS then
WHERE id = coalesce(then[0], p.id)
MATCH (r)<-[:HELD_BY|OWED_BY]-(n)
WHERE n.receivedAt <= $known
WITH DISTINCT id, n
RETURN id AS party, n:Exposure OR n:ExposureVersion AS owed, properties(n) AS node
