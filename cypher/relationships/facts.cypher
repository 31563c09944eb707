// What do these facts say today, and which parties stand at their ends?
// A row for each fact that is known; an end without a party is absent. Leans on fact_uid.
UNWIND $ids AS id
MATCH (f:Fact {uid: id})
OPTIONAL MATCH (f)-[:FROM]->(:Record)-[:DESCRIBES]->(a:Party)
OPTIONAL MATCH (f)-[:TO]->(:Record)-[:DESCRIBES]->(b:Party)
OPTIONAL MATCH (f)-[:ABOUT]->(:Record)-[:DESCRIBES]->(c:Party)
OPTIONAL MATCH (f)-[:ON_BEHALF_OF]->(:Record)-[:DESCRIBES]->(d:Party)
RETURN
  properties(f) AS fact, a.id AS from_id, b.id AS to_id, c.id AS about, d.id AS on_behalf_of, f:Waiting AS waiting
