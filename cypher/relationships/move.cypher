// Relationships that go from a part to its party, or the other way; one that was drawn again since it was found stays.
// One row: how many there were. Leans on part_id, party_id, party_part_of.
MATCH (p:Part {part: $part})-[:ONE_WITH]->(whole)
WITH CASE WHEN $leaving THEN whole ELSE p END AS here, CASE WHEN $leaving THEN p ELSE whole END AS there
UNWIND $rows AS row
MATCH (q:Party)
WHERE q.id = row.other OR q.partOf = row.other
MATCH (here)-[e]-(q)
WHERE e.id = row.id AND e.facts = row.facts AND e.knownFrom = row.known_from
WITH e, properties(e) AS properties, there, q, startNode(e) = here AS out
FOREACH (_ IN CASE WHEN out THEN [1] ELSE [] END |
  CREATE (there)-[n:$(type(e))]->(q)
  SET n = properties
)
FOREACH (_ IN CASE WHEN out THEN [] ELSE [1] END |
  CREATE (there)<-[n:$(type(e))]-(q)
  SET n = properties
)
DELETE e
RETURN count(*) AS number
