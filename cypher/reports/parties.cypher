// What are the golden parties, and what do the records say that each is made of?
// A row for each party after an id, in the order of ids; records as they came, each with the time at which it did.
// Leans on party_id, so that pages are cheap.
MATCH (p:Party)
USING INDEX p:Party(id)
WHERE p.id > $after
WITH p
ORDER BY p.id
LIMIT $first
RETURN
  p.id AS id, properties(p) AS properties,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(r:Record)
    WHERE r.version IS NOT NULL AND r.retractedAt IS NULL
    RETURN [r.receivedAt, r.payload]
  } AS records
ORDER BY p.id
