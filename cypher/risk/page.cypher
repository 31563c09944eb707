// What do schemes look at of the parties after one, in the order of ids, and which relationships go out from them?
// One row of columns: $rows parties as of `risk/described`, and their branches; the relationships of $kinds, each with
// its ends and strength (-1 where it has none), not those that have ended by $day, nor confirmed hits of lists.
// Leans on party_id, party_part_of.
MATCH (p:Party)
WHERE p.id > $after
WITH p
ORDER BY p.id
LIMIT $rows
WITH collect(p) AS page
CALL (page) {
  MATCH (part:Party)
  WHERE part.partOf > $after AND part.partOf <= page[-1].id
  WITH collect(part) AS parts
  RETURN page + parts AS nodes
}
CALL (page) {
  UNWIND page AS p
  CALL (p) {
    MATCH (p)<-[:DESCRIBES]-(:Record)<-[:HELD_BY]-(a:Account)
    WHERE a.closed IS NULL AND a.product IS NOT NULL
    RETURN collect(DISTINCT a.product) AS products
  }
  CALL (p) {
    MATCH (p)<-[:DESCRIBES]-(:Record)<-[:OWED_BY]-(x:Exposure)
    WHERE x.kind IS NOT NULL
    RETURN collect(DISTINCT x.kind) AS kinds
  }
  CALL (p) {
    MATCH (p)<-[:DESCRIBES]-(:Record)<-[:CONCERNS]-(a:Alert)
    WHERE a.suspicion AND (a.status = 'ESCALATED' OR a.reported)
    RETURN collect(DISTINCT a.kind) AS alerts
  }
  CALL (p) {
    MATCH (p)-[e:RELATED_TO]->(entry:Party)
    WHERE e.role = 'screening-hit' AND EXISTS { (entry)<-[:DESCRIBES]-(:Record {listed: true}) }
    RETURN reduce(all = [], some IN collect(entry.flags) | all + some) AS confirmed
  }
  WITH p, products, kinds, alerts, confirmed, COUNT {
    (p)-[:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
      |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-()
  } + COUNT {
    (:Party {partOf: p.id})-[:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF
      |PROTECTOR_OF|BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-()
  } AS ties
  RETURN
    collect([
      p.id, p.kind, p.status, p.jurisdiction, p.segment, p.birthDate, coalesce(p.countries, []),
      coalesce(p.flags, []) + confirmed, products, kinds, ties, alerts, p.branch
    ]) AS items
}
CALL (nodes) {
  UNWIND nodes AS p
  MATCH (p)-[e:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
      |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]->(q:Party)
  WHERE type(e) IN $kinds AND coalesce(e.validTo > $day, true) AND NOT (type(e) = 'RELATED_TO' AND coalesce(e.role = 'screening-hit', false))
  RETURN
    collect([e.id, type(e), coalesce(p.id, p.partOf), coalesce(q.id, q.partOf), coalesce(e.strength, -1.0)]) AS ties
}
RETURN items, ties
