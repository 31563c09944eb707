// Which relationships lie at a party, and have to go to the part where its leaving records gather: those that were made
// from facts at these alone, but for what lies between two records of the party?
// A row for each of the first so many. The relationships are walked and their facts looked up: the other way round each
// fact would be held against all of them. Leans on part_id, fact_uid.
MATCH (p:Part {part: $part})-[:ONE_WITH]->(whole)
MATCH (whole)-[e]-(q:Party)
WHERE e.facts IS NOT NULL AND q.id IS NOT NULL AND q <> whole
  AND EXISTS {
    MATCH (f:Fact {uid: e.facts[0]})-[:FROM|TO]->(r:Record)
    USING INDEX SEEK f:Fact(uid)
    WHERE r.id IN p.records
  }
  AND NOT EXISTS {
    UNWIND e.facts AS fact
    MATCH (:Fact {uid: fact})-[:FROM|TO]->(r:Record)-[:DESCRIBES]->(whole)
    WHERE NOT r.id IN p.records
  }
RETURN q.id AS other, e.id AS id, e.facts AS facts, e.knownFrom AS known_from LIMIT $most
