// What was known at a moment of the relationships of parties that held on a day?
// Of each question and party a row for each kind and direction: how many pairs of parties have one fact of it between
// them, the facts of the first so many of these (the strongest, then by id), and all facts of pairs that have several:
// what those come to is for the rule to say. Whoever nobody had described by then is no other end.
// A record that belongs to another party since stands for the one that it described then.
// The questions are part of one parameter, since the server plans a statement anew for each length of each list that
// is a parameter by itself. Leans on party_id, retired_id, moved_from.
UNWIND range(0, size($asked.questions) - 1) AS question
WITH question, $asked.questions[question] AS asked
UNWIND asked.ids AS id
CALL (id) {
  MATCH (:Party {id: id})<-[:DESCRIBES]-(r:Record) RETURN r
  UNION
  MATCH (:Retired {id: id})<-[:DESCRIBES]-(r:Record) RETURN r
  UNION
  MATCH (r:Record)-[:MOVED {from: id}]->() RETURN r
}
MATCH (r)-[:DESCRIBES]->(p)
WITH question, asked, id, r, p, COLLECT { MATCH (r)-[m:MOVED]->() WHERE m.at > $known RETURN m.from ORDER BY m.at LIMIT 1 } AS then
WHERE id = coalesce(then[0], p.id)
MATCH (r)<-[:FROM|TO]-(f:Fact)
WHERE f.knownFrom <= $known AND (f.knownTo IS NULL OR f.knownTo > $known)
  AND (f.validFrom IS NULL OR f.validFrom <= $valid) AND (f.validTo IS NULL OR f.validTo > $valid)
  AND (asked.kinds IS NULL OR f.kind IN asked.kinds)
WITH DISTINCT question, asked, id, f
MATCH (f)-[:FROM]->(ra:Record)-[:DESCRIBES]->(na)
MATCH (f)-[:TO]->(rb:Record)-[:DESCRIBES]->(nb)
OPTIONAL MATCH (f)-[:ABOUT]->(rc:Record)-[:DESCRIBES]->(nc)
OPTIONAL MATCH (f)-[:ON_BEHALF_OF]->(rd:Record)-[:DESCRIBES]->(nd)
WITH question, asked, id, f, na, nb,
  coalesce(COLLECT { MATCH (ra)-[m:MOVED]->() WHERE m.at > $known RETURN m.from ORDER BY m.at LIMIT 1 }[0], na.id) AS a,
  coalesce(COLLECT { MATCH (rb)-[m:MOVED]->() WHERE m.at > $known RETURN m.from ORDER BY m.at LIMIT 1 }[0], nb.id) AS b,
  coalesce(COLLECT { MATCH (rc)-[m:MOVED]->() WHERE m.at > $known RETURN m.from ORDER BY m.at LIMIT 1 }[0], nc.id) AS c,
  coalesce(COLLECT { MATCH (rd)-[m:MOVED]->() WHERE m.at > $known RETURN m.from ORDER BY m.at LIMIT 1 }[0], nd.id) AS d
WITH question, asked, id, f, a, b, c, d, CASE id WHEN a THEN nb ELSE na END AS other,
  CASE WHEN a = b THEN 'BOTH' WHEN a = id THEN 'OUT' ELSE 'IN' END AS direction
WHERE f.ends = 2 + CASE WHEN c IS NULL THEN 0 ELSE 1 END + CASE WHEN d IS NULL THEN 0 ELSE 1 END
  AND ('BOTH' IN [direction, asked.direction] OR direction = asked.direction)
MATCH (other)<-[:DESCRIBES]-(r:Record)
WHERE r.receivedAt <= $known AND r.retractedAt IS NULL
  OR EXISTS {
    MATCH (r)-[:WAS]->(v:RecordVersion)
    WHERE v.receivedAt <= $known AND v.knownTo > $known AND NOT v.retracted
  }
WITH DISTINCT question, asked, id, f, a, b, c, d, direction
WITH question, asked, id, f.kind AS kind, direction, a, b, collect([f, a, b, c, d]) AS facts
WITH question, asked, id, kind, direction, facts, size(facts) = 1 AS single,
  coalesce(toFloat(facts[0][0].share), -1.0) AS strength, facts[0][0].id AS first
ORDER BY strength DESC, first
WITH question, asked, id, kind, direction, sum(CASE WHEN single THEN 1 ELSE 0 END) AS singles,
  collect(CASE WHEN single AND (asked.strength IS NULL OR strength < asked.strength
    OR strength = asked.strength AND first > asked.fact) THEN facts END)[..asked.first] AS page,
  collect(CASE WHEN NOT single THEN facts END) AS several
RETURN question, id AS party, kind, direction, singles,
  [facts IN page + several | [one IN facts | [properties(one[0]), one[1], one[2], one[3], one[4]]]] AS facts
