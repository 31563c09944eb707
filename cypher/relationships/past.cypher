// What was known at a moment of the relationships of parties that held on a day?
// Of each question and party a row for each kind and direction: how many pairs of parties have one fact of it between
// them, the facts of the first so many of these (the strongest, then by id), and all facts of pairs that have several:
// what those come to is for the rule to say. Whoever nobody had described by then is no other end.
// A fact comes with the parties that stand at its ends today. Leans on party_id, retired_id.
UNWIND range(0, size($asked) - 1) AS question
WITH question, $asked[question] AS asked
UNWIND asked.ids AS id
CALL (id) {
  MATCH (p:Party {id: id}) RETURN p
  UNION
  MATCH (p:Retired {id: id}) RETURN p
}
MATCH (p)<-[:DESCRIBES]-(:Record)<-[:FROM|TO]-(f:Fact)
WHERE f.knownFrom <= $known AND (f.knownTo IS NULL OR f.knownTo > $known)
  AND (f.validFrom IS NULL OR f.validFrom <= $valid) AND (f.validTo IS NULL OR f.validTo > $valid)
  AND (asked.kinds IS NULL OR f.kind IN asked.kinds)
WITH DISTINCT question, asked, p, f
MATCH (f)-[:FROM]->(:Record)-[:DESCRIBES]->(a)
MATCH (f)-[:TO]->(:Record)-[:DESCRIBES]->(b)
OPTIONAL MATCH (f)-[:ABOUT]->(:Record)-[:DESCRIBES]->(c)
OPTIONAL MATCH (f)-[:ON_BEHALF_OF]->(:Record)-[:DESCRIBES]->(d)
WITH question, asked, p, f, a, b, c, d, CASE p WHEN a THEN b ELSE a END AS other,
  CASE WHEN a = b THEN 'BOTH' WHEN a = p THEN 'OUT' ELSE 'IN' END AS direction
WHERE f.ends = 2 + CASE WHEN c IS NULL THEN 0 ELSE 1 END + CASE WHEN d IS NULL THEN 0 ELSE 1 END
  AND ('BOTH' IN [direction, asked.direction] OR direction = asked.direction)
MATCH (other)<-[:DESCRIBES]-(r:Record)
WHERE r.receivedAt <= $known AND r.retractedAt IS NULL
  OR EXISTS {
    MATCH (r)-[:WAS]->(v:RecordVersion)
    WHERE v.receivedAt <= $known AND v.knownTo > $known AND NOT v.retracted
  }
WITH DISTINCT question, asked, p, f, a, b, c, d, direction
WITH question, asked, p, f.kind AS kind, direction, a, b, collect([f, a.id, b.id, c.id, d.id]) AS facts
WITH question, asked, p, kind, direction, facts, size(facts) = 1 AS single,
  coalesce(toFloat(facts[0][0].share), -1.0) AS strength, facts[0][0].id AS first
ORDER BY strength DESC, first
WITH question, asked, p, kind, direction, sum(CASE WHEN single THEN 1 ELSE 0 END) AS singles,
  collect(CASE WHEN single AND (asked.strength IS NULL OR strength < asked.strength
    OR strength = asked.strength AND first > asked.fact) THEN facts END)[..asked.first] AS page,
  collect(CASE WHEN NOT single THEN facts END) AS several
RETURN question, p.id AS party, kind, direction, singles,
  [facts IN page + several | [one IN facts | [properties(one[0]), one[1], one[2], one[3], one[4]]]] AS facts
