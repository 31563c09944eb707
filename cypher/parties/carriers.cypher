// Which parties carry these identifiers, or did?
// A row for each party, in the order of ids. Leans on identifier_id.
UNWIND $ids AS id
MATCH (i:Identifier {id: id})<-[tie:HAS_IDENTIFIER|HAD_IDENTIFIER]-(:Record)-[:DESCRIBES]->(p)
WITH id, p.id AS party, any(name IN collect(type(tie)) WHERE name = 'HAS_IDENTIFIER') AS today
RETURN party AS id, today ORDER BY id
