// Which relationships have these ids, and between whom do they go?
// A row for each: its id is that of its oldest fact. Leans on fact_uid.
UNWIND $ids AS id
MATCH (f:Fact {uid: id})-[:FROM]->(:Record)-[:DESCRIBES]->(a:Party)
MATCH (f)-[:TO]->(:Record)-[:DESCRIBES]->(b:Party)
MATCH (a)-[e]->(b)
WHERE e.id = id
RETURN type(e) AS kind, a.id AS source_id, b.id AS target_id, properties(e) AS properties
