// To which party does each of these records or identifiers lead, and by which record? An identifier leads somewhere where
// one party carries it.
// A row for each that leads somewhere. Leans on record_id, identifier_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (r:Record {id: id})-[:DESCRIBES]->(p:Party) RETURN r, p
  UNION
  MATCH (:Identifier {id: id})<-[:HAS_IDENTIFIER]-(r:Record)-[:DESCRIBES]->(p:Party) RETURN r, p
}
WITH id, r, p
ORDER BY r.id
WITH id, collect(DISTINCT p.id) AS parties, collect(r)[0] AS r
WHERE size(parties) = 1
RETURN id, parties[0] AS party, r.source AS source, r.key AS key
