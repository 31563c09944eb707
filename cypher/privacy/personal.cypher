// What is said of a party, and where: by the first of its records that are not erased yet, by facts, accounts and exposures
// that name these, by shared nodes?
// One row, if it is there. A record is [id, source, key, type, payloads of all its versions]; a shared node its id; a
// statement [node, id, key, payload, rebutted, number, collateral, whether others hold it, too]; a tie [relationship,
// rebutted], also one between others that is about the party; `left`: how many records wait for the next time. Facts that
// wait and name an identifier that nobody else carries are among them. Leans on party_id, retired_id.
CALL () {
  MATCH (p:Party {id: $id}) RETURN p
  UNION
  MATCH (p:Retired {id: $id}) RETURN p
}
WITH p, COLLECT {
  MATCH (p)<-[:DESCRIBES]-(r:Record)
  WHERE r.version IS NOT NULL AND r.erasedAt IS NULL
  RETURN r ORDER BY r.id LIMIT $most
} AS taken
RETURN
  p.status AS status,
  COLLECT {
    UNWIND taken AS r
    RETURN [r.id, r.source, r.key, r.type, [r.payload] + COLLECT { MATCH (r)-[:WAS]->(v) RETURN v.payload }]
  } AS records,
  COLLECT {
    UNWIND taken AS r
    MATCH (r)-[:HAS_IDENTIFIER|HAD_IDENTIFIER|HAS_CONTACT|HAS_ADDRESS]->(n)
    RETURN DISTINCT n.id
  } AS shared,
  COLLECT {
    CALL (p, taken) {
      UNWIND taken AS r
      MATCH (r)<-[:FROM|TO|ABOUT|ON_BEHALF_OF|HELD_BY|OWED_BY]-(n)
      RETURN n
      UNION
      UNWIND taken AS r
      MATCH (r)-[:HAS_IDENTIFIER|HAD_IDENTIFIER]->(i)<-[:NAMES]-(n)
      WHERE NOT EXISTS { MATCH (i)<-[:HAS_IDENTIFIER]-(:Record)-[:DESCRIBES]->(other) WHERE other <> p }
      RETURN n
    }
    RETURN [
      elementId(n), n.id, n.key, n.payload, n.rebutted, n.number, n.collateral,
      EXISTS { MATCH (n)-[:HELD_BY]->(r:Record)-[:DESCRIBES]->(other) WHERE other <> p AND r.erasedAt IS NULL }
    ]
  } AS statements,
  COLLECT {
    CALL (p, taken) {
      MATCH (p)-[e]-(:Party)
      RETURN e
      UNION
      UNWIND taken AS r
      MATCH (r)<-[:ABOUT|ON_BEHALF_OF]-(f:Fact)-[:FROM]->(:Record)-[:DESCRIBES]->(:Party)-[:ONE_WITH]->{0,1}(x)
      MATCH (x)-[e]->(:Party)
      WHERE f.id IN e.facts
      RETURN e
    }
    WITH e
    WHERE e.attributes IS NOT NULL OR e.rebutted IS NOT NULL
    RETURN [elementId(e), e.rebutted]
  } AS ties,
  COUNT {
    MATCH (p)<-[:DESCRIBES]-(r:Record)
    WHERE r.version IS NOT NULL AND r.erasedAt IS NULL
  } - size(taken) AS left
