// Which relationships lie at a party, and have to go to the part where its leaving records gather: those that were made
// from facts at these alone, but for what lies between two records of the party?
// A row for each of the first so many. Leans on part_id, record_id, fact_uid.
MATCH (p:Part {part: $part})-[:ONE_WITH]->(whole)
UNWIND p.records AS id
MATCH (:Record {id: id})<-[end:FROM|TO]-(f:Fact)
WHERE f.knownTo IS NULL
MATCH (f)-[far:FROM|TO]->(:Record)-[:DESCRIBES]->(q:Party)
WHERE type(far) <> type(end) AND q <> whole
MATCH (whole)-[e]-(q)
WHERE f.id = e.facts[0] AND (
  size(e.facts) = 1
  OR NOT EXISTS {
    UNWIND e.facts AS fact
    MATCH (:Fact {uid: fact})-[:FROM|TO]->(r:Record)-[:DESCRIBES]->(whole)
    WHERE NOT r.id IN p.records
  }
)
RETURN q.id AS other, e.id AS id, e.facts AS facts, e.knownFrom AS known_from LIMIT $most
