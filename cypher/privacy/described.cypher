// Which party do these records describe, or did before all of its records were taken back, and which are its records?
// A row for each. Leans on record_id.
UNWIND $ids AS id
MATCH (:Record {id: id})-[:DESCRIBES]->(p)
RETURN p.id AS party,
  COLLECT { MATCH (p)<-[:DESCRIBES]-(r:Record) WHERE r.version IS NOT NULL RETURN r.id ORDER BY r.id } AS records
