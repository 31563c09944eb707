// What is known of the parties from one id to another, and which records say it?
// A row for each party, in the order of ids, at most $rows. A record is [source, at, received, payload, whether each of its
// identifiers is valid (null where that cannot be told), contacts that are valid, addresses, ids of its matches that wait
// for a steward]. Leans on party_id.
MATCH (p:Party)
WHERE p.id >= $start AND p.id <= $until
WITH p ORDER BY p.id LIMIT $rows
RETURN
  p.id AS id, p.kind AS kind, p.status AS status, coalesce(p.flags, []) AS flags,
  p {.name, .birthDate, .jurisdiction, .segment, .branch, .manager} AS golden,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(r:Record)
    WHERE r.retractedAt IS NULL AND r.version IS NOT NULL
    RETURN [
      r.source, r.at, r.receivedAt, r.payload,
      COLLECT { MATCH (r)-[:HAS_IDENTIFIER]->(i) RETURN coalesce(toString(i.valid), 'unknown') },
      COUNT { (r)-[:HAS_CONTACT]->(c) WHERE coalesce(c.valid, true) },
      COUNT { (r)-[:HAS_ADDRESS]->() },
      COLLECT { MATCH (r)-[e:MATCHES]-() WHERE e.waiting IS NOT NULL RETURN e.id }
    ] ORDER BY r.id
  } AS records
ORDER BY id
