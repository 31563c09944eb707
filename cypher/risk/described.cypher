// What do schemes of risk look at of these parties?
// One row: of each its id, kind, status, jurisdiction, segment, birth date, countries, flags and those of entries of lists
// that it was confirmed to be, products of open accounts, kinds of exposures, how many relationships it has, which rules
// raised alerts of suspicion that were escalated or reported. Leans on party_id, party_part_of.
UNWIND $ids AS id
MATCH (p:Party {id: id})
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
CALL (id) {
  MATCH (q:Party)
  WHERE q.id = id OR q.partOf = id
  RETURN
    sum(COUNT { (q)-[:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
        |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-() }) AS ties
}
RETURN
  collect([
    p.id, p.kind, p.status, p.jurisdiction, p.segment, p.birthDate, coalesce(p.countries, []),
    coalesce(p.flags, []) + confirmed, products, kinds, ties, alerts
  ]) AS items
