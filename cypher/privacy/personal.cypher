// What is said of a party, and where: by its records, by facts, accounts and exposures that name it, by shared nodes?
// One row, if it is there. A record is [id, source, key, type, payloads of all its versions]; a shared node [id, texts];
// a statement [node, id, key, payload, rebutted, number, collateral, whether others hold it, too]; a tie [relationship,
// rebutted]. Facts that wait and name an identifier that nobody else carries are among them. Leans on party_id, retired_id.
CALL () {
  MATCH (p:Party {id: $id}) RETURN p
  UNION
  MATCH (p:Retired {id: $id}) RETURN p
}
RETURN
  p.status AS status,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(r:Record)
    WHERE r.version IS NOT NULL
    RETURN [r.id, r.source, r.key, r.type, [r.payload] + COLLECT { MATCH (r)-[:WAS]->(v) RETURN v.payload }] ORDER BY r.id
  } AS records,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(:Record)-[:HAS_IDENTIFIER|HAD_IDENTIFIER|HAS_CONTACT|HAS_ADDRESS]->(n)
    WITH DISTINCT n
    RETURN [n.id, coalesce(n.value, n.text)]
  } AS shared,
  COLLECT {
    CALL (p) {
      MATCH (p)<-[:DESCRIBES]-(:Record)<-[:FROM|TO|ABOUT|ON_BEHALF_OF|HELD_BY|OWED_BY]-(n)
      RETURN n
      UNION
      MATCH (p)<-[:DESCRIBES]-(:Record)-[:HAS_IDENTIFIER|HAD_IDENTIFIER]->(i)<-[:NAMES]-(n)
      WHERE NOT EXISTS { MATCH (i)<-[:HAS_IDENTIFIER]-(:Record)-[:DESCRIBES]->(other) WHERE other <> p }
      RETURN n
    }
    RETURN [
      elementId(n), n.id, n.key, n.payload, n.rebutted, n.number, n.collateral,
      EXISTS { MATCH (n)-[:HELD_BY]->(r:Record)-[:DESCRIBES]->(other) WHERE other <> p AND r.erasedAt IS NULL }
    ]
  } AS statements,
  COLLECT {
    MATCH (p)-[e]-(:Party)
    WHERE e.attributes IS NOT NULL OR e.rebutted IS NOT NULL
    RETURN [elementId(e), e.rebutted]
  } AS ties
