// How do these parties stand: what do their records say and did they say, which accounts do they hold, what holds them,
// and is an alert or a case about them not closed?
// A row for each that is there; a record is [id, since when it is known, payload], an account [closed, status, since when
// it is known], a hold its id. Leans on party_id, retired_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (p:Party {id: id}) RETURN p
  UNION
  MATCH (p:Retired {id: id}) RETURN p
}
RETURN
  id AS party, p.kind AS kind, p.status AS status, p.version AS version, p.restricted AS restricted,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(r:Record)
    WHERE r.retractedAt IS NULL AND r.version IS NOT NULL AND r.erasedAt IS NULL
    RETURN [r.id, r.receivedAt, r.payload] ORDER BY r.id
  } AS records,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(r:Record)-[:WAS]->(v:RecordVersion)
    WHERE NOT v.retracted AND v.cameLate IS NULL AND r.erasedAt IS NULL
    RETURN [r.id, v.receivedAt, v.payload] ORDER BY r.id, v.receivedAt
  } AS versions,
  CASE WHEN p:Retired THEN COLLECT {
    MATCH (p)<-[:DESCRIBES]-(r:Record) RETURN r.retractedAt ORDER BY r.retractedAt DESC LIMIT 1
  }[0] END AS gone,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(:Record)<-[:HELD_BY]-(a:Account)
    WITH DISTINCT a
    RETURN [a.closed, a.status, a.receivedAt]
  } AS accounts,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(:Record)<-[:HOLDS]-(h:LegalHold)
    WHERE h.releasedAt IS NULL AND (h.until IS NULL OR h.until >= $day)
    RETURN DISTINCT h.id
  } AS holds,
  NOT EXISTS { MATCH (p)<-[:DESCRIBES]-(r:Record) WHERE r.erasedAt IS NULL AND r.version IS NOT NULL } AS erased,
  EXISTS { (p)-[:ONE_WITH]-() } AS moving,
  EXISTS { MATCH (p)<-[:DESCRIBES]-(r:Record) WHERE r.erasedAt IS NOT NULL }
    AND EXISTS { MATCH (p)<-[:DESCRIBES]-(r:Record) WHERE r.erasedAt IS NULL AND r.version IS NOT NULL } AS begun,
  EXISTS {
    MATCH (p)<-[:DESCRIBES]-(:Record)<-[:CONCERNS]-(a:Alert)
    WHERE a.status <> 'CLOSED' OR EXISTS { MATCH (a)<-[:GATHERS]-(c:Case) WHERE c.status <> 'CLOSED' }
  } AS watched
