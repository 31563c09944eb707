// Was risk at these parties, or came to them, since a moment: by what stood then or was kept later?
// A row for each that was assessed. Leans on record_id.
UNWIND $rows AS row
MATCH (:Record {id: row.record})-[:DESCRIBES]->(p:Party)
MATCH (p)<-[:DESCRIBES]-(r:Record)<-[:ASSESSES]-(a:RiskAssessment {scheme: $scheme})
WITH row, r, a
ORDER BY a.place DESC
WITH row, r, collect(a) AS kept
WITH
  row.number AS number,
  any(one IN kept WHERE one.risky AND one.at >= row.since)
    OR coalesce([one IN kept WHERE one.at < row.since][0].risky, false) AS risky
RETURN number, any(one IN collect(risky) WHERE one) AS risky
