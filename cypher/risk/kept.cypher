// Which of these assessments are kept, and of whom are they now?
// A row for each. Leans on risk_assessment_id.
UNWIND $ids AS id
MATCH (a:RiskAssessment {id: id})-[:ASSESSES]->(:Record)-[:DESCRIBES]->(p:Party)
RETURN
  p.id AS party, a.id AS id, a.place AS place, a.at AS at, a.version AS version, a.score AS score, a.class AS word,
  a.factors AS factors, a.propagated AS propagated, a.arrived AS arrived, a.byHand AS by_hand, a.reviewOn AS review_on
