// Which relationships have these ids, and between whom do they go?
// A row for each: its id is that of its oldest fact. Leans on fact_uid, party_id,
// party_part_of.
UNWIND $ids AS id
MATCH (f:Fact {uid: id})-[:FROM]->(:Record)-[:DESCRIBES]->(a:Party)
MATCH (f)-[:TO]->(:Record)-[:DESCRIBES]->(b:Party)
MATCH (x:Party)
WHERE x.id = a.id OR x.partOf = a.id
MATCH (y:Party)
WHERE y.id = b.id OR y.partOf = b.id
MATCH (x)-[e]->(y)
WHERE e.id = id
RETURN type(e) AS kind, a.id AS source_id, b.id AS target_id, properties(e) AS properties
