// To which party does each of these records or identifiers lead? An identifier leads somewhere where one party carries it.
// A row for each that leads somewhere. Leans on record_id, identifier_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (:Record {id: id})-[:DESCRIBES]->(p:Party) RETURN p
  UNION
  MATCH (:Identifier {id: id})<-[:HAS_IDENTIFIER]-(:Record)-[:DESCRIBES]->(p:Party) RETURN p
}
WITH id, collect(DISTINCT p.id) AS parties
WHERE size(parties) = 1
RETURN id, parties[0] AS party
