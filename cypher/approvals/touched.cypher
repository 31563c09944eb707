// What stands under these ids, in which version, and which parties does it concern?
// A row for each that is there: the record as it came, where it has one; parties as lists of id, kind, version, segment,
// branch and flags. A number of an account stands behind #. Leans on record_id, identifier_id, fact_uid, account_id,
// exposure_id, rate_id, capital_id, account_number, judgement_id, group_decision_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Record {id: id})
  OPTIONAL MATCH (n)-[:DESCRIBES]->(p:Party)
  RETURN n, p, n.retractedAt AS ended
  UNION
  MATCH (n:Identifier {id: id})<-[:HAS_IDENTIFIER]-(:Record)-[:DESCRIBES]->(p:Party)
  RETURN DISTINCT n, p, null AS ended LIMIT 20
  UNION
  MATCH (n:Fact {uid: id})
  OPTIONAL MATCH (n)-[:FROM|TO|ABOUT|ON_BEHALF_OF]->(:Record)-[:DESCRIBES]->(p:Party)
  RETURN n, p, n.knownTo AS ended
  UNION
  MATCH (n:Account {id: id})
  OPTIONAL MATCH (n)-[:HELD_BY]->(:Record)-[:DESCRIBES]->(p:Party)
  RETURN n, p, null AS ended
  UNION
  MATCH (:Account {number: substring(id, 1)})-[:HELD_BY]->(:Record)-[:DESCRIBES]->(p:Party)
  WHERE id STARTS WITH '#'
  RETURN DISTINCT null AS n, p, null AS ended
  UNION
  MATCH (n:Exposure {id: id})
  OPTIONAL MATCH (n)-[:OWED_BY]->(:Record)-[:DESCRIBES]->(p:Party)
  RETURN n, p, null AS ended
  UNION
  MATCH (n:Rate {id: id})
  RETURN n, null AS p, null AS ended
  UNION
  MATCH (n:Capital {id: id})
  RETURN n, null AS p, null AS ended
  UNION
  MATCH (n:Judgement {id: id})
  OPTIONAL MATCH (n)-[:LEFT|RIGHT]->(:Record)-[:DESCRIBES]->(p:Party)
  RETURN n, p, n.withdrawnAt AS ended
  UNION
  MATCH (n:GroupDecision {id: id})
  OPTIONAL MATCH (n)-[:DECIDES|ANCHORED_AT]->(:Record)-[:DESCRIBES]->(p:Party)
  RETURN n, p, n.revokedAt AS ended
}
RETURN
  id, coalesce(n.version, 0) AS version, max(ended) IS NOT NULL AS ended, n.payload AS payload,
  collect(DISTINCT [p.id, p.kind, p.version, p.segment, p.branch, coalesce(p.flags, [])]) AS parties
