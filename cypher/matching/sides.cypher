// Which records stand of the parties that these records describe?
// A row for each id with the records of its party that were not taken back. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})-[:DESCRIBES]->(p:Party)
RETURN
  id, p.id AS party, coalesce(p.kind, '') AS kind, r.retractedAt IS NULL AND r.erasedAt IS NULL AS stands,
  COLLECT { MATCH (p)<-[:DESCRIBES]-(s:Record) WHERE s.retractedAt IS NULL RETURN s.id ORDER BY s.id } AS records
