// Assessments as they are now, each at the record that names its party, in place of what stood of the party under the
// scheme; but not where one of after $since says more, or the last one says the same, and risk is at the party
// as before.
// A row for each that was kept, with what stood before. Leans on record_id, risk_assessment_id.
UNWIND $rows AS row
MATCH (r:Record {id: row.record})-[:DESCRIBES]->(p:Party)
CALL (p) {
  MATCH (p)<-[:DESCRIBES]-(:Record)-[:NOW_ASSESSED {scheme: $scheme}]->(a:RiskAssessment)
  WITH a
  ORDER BY a.place DESC
  RETURN collect(a)[0] AS old
}
WITH row, r, p, old
WHERE old IS NULL
  OR old.at <= $since AND (old.print <> row.assessment.print OR coalesce(old.risky, false) <> row.assessment.risky)
CALL (p) {
  MATCH (p)<-[:DESCRIBES]-(:Record)-[now:NOW_ASSESSED {scheme: $scheme}]->(:RiskAssessment)
  DELETE now
}
CREATE (a:RiskAssessment)
SET a = row.assessment
CREATE (a)-[:ASSESSES]->(r)
CREATE (r)-[:NOW_ASSESSED {scheme: $scheme}]->(a)
RETURN row.number AS number, old.class AS word, old.score AS score, coalesce(old.suspicion, false) AS suspicion
