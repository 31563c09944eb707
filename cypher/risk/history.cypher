// Which assessments of these parties are kept under a scheme, the newest first, before a place?
// A row for each, at most $first a party. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})
CALL (p) {
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[:ASSESSES]-(a:RiskAssessment)
  WHERE a.scheme = $scheme AND a.place < $before
  RETURN a
  ORDER BY a.place DESC
  LIMIT $first
}
RETURN
  p.id AS party, a.id AS id, a.place AS place, a.at AS at, a.version AS version, a.score AS score, a.class AS word,
  a.factors AS factors, a.propagated AS propagated, a.arrived AS arrived, a.byHand AS by_hand, a.reviewOn AS review_on
ORDER BY place DESC
