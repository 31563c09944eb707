// Records of a party that is erased say nothing of it any more, now and in the past; what was decided on them keeps its
// outcome and loses its words. What they shared with others stays for the others.
// No rows. Leans on record_id.
UNWIND $rows AS row
MATCH (r:Record {id: row.id})
SET r.payload = row.payload, r.key = row.id, r.hash = row.hash, r.erasedAt = $at
REMOVE r.evidence, r.keys, r.reason, r.batch, r.basis, r.listed, r:Unresolved
WITH r, row
CALL (r, row) {
  MATCH (r)-[:WAS]->(v:RecordVersion)
  SET v.payload = row.payload, v.hash = row.hash
}
CALL (r) {
  MATCH (r)-[tie:HAS_IDENTIFIER|HAD_IDENTIFIER|HAS_CONTACT|HAS_ADDRESS]->()
  DELETE tie
}
CALL (r) {
  MATCH (r)-[:DESCRIBES]->(p)
  MATCH (r)-[match:MATCHES]-(other)
  WHERE NOT (other)-[:DESCRIBES]->(p)
  DELETE match
}
CALL (r) {
  MATCH (r)<-[:CORRECTS]-(o:Override)
  DETACH DELETE o
}
CALL (r) {
  MATCH (r)<-[:LEFT|RIGHT]-(j:Judgement)
  SET j.reason = $word
  SET j.withdrawnFor = CASE WHEN j.withdrawnFor IS NULL THEN null ELSE $word END
}
CALL (r) {
  MATCH (r)-[:OF|MOVED]-(e:LineageEvent)
  SET e.reason = $word
}
CALL (r) {
  MATCH (r)<-[:DECIDES|ANCHORED_AT]-(d:GroupDecision)
  SET d.reason = $word
}
CALL (r) {
  MATCH (r)<-[:HOLDS]-(h:LegalHold)
  SET h.reason = $word
  SET h.releasedFor = CASE WHEN h.releasedFor IS NULL THEN null ELSE $word END
}
CALL (r) {
  MATCH (r)<-[:ASSESSES]-(a:RiskAssessment)
  DETACH DELETE a
}
CALL (r) {
  MATCH (r)<-[:OVERRIDES]-(o:RiskOverride)
  SET o.reason = $word
}
CALL (r) {
  MATCH (r)<-[:CONCERNS]-(a:Alert)
  SET a.text = $word, a.evidence = '{}', a.further = CASE WHEN a.further IS NULL THEN null ELSE [] END
  SET a.reason = CASE WHEN a.reason IS NULL THEN null ELSE $word END
}
