// Of which customers is the review of their risk overdue: the assessment that stands named a day before this one?
// A row for each scheme. Leans on risk_assessment_review.
MATCH (a:RiskAssessment)
WHERE a.reviewOn > '' AND a.reviewOn < $before
MATCH (a)<-[:NOW_ASSESSED]-(r:Record)-[:DESCRIBES]->(p:Party)
WHERE p.status = 'CUSTOMER' AND NOT EXISTS {
  MATCH (p)<-[:DESCRIBES]-(:Record)-[:NOW_ASSESSED {scheme: a.scheme}]->(b:RiskAssessment)
  WHERE b.place > a.place
}
RETURN p.id AS party, {scheme: a.scheme, reviewOn: a.reviewOn, record: r.id} AS numbers, [] AS paths, a.reviewOn AS day
