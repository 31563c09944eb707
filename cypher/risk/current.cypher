// What stands of these parties under a scheme?
// A row for each that was assessed. Leans on record_id.
UNWIND $rows AS row
MATCH (:Record {id: row.record})-[:DESCRIBES]->(p:Party)
MATCH (p)<-[:DESCRIBES]-(:Record)-[:NOW_ASSESSED {scheme: $scheme}]->(a:RiskAssessment)
WITH row.number AS number, a
ORDER BY a.place DESC
WITH number, collect(a)[0] AS a
RETURN number, a.print AS print, coalesce(a.risky, false) AS risky
