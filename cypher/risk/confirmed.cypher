// Who was confirmed to be an entry of a list among these parties?
// A row for each party, with the entry and the relationship between the two. Leans on party_id.
UNWIND $ids AS id
MATCH (entry:Party {id: id})
WHERE EXISTS { (entry)<-[:DESCRIBES]-(:Record {listed: true}) }
MATCH (p:Party)-[e:RELATED_TO]->(entry)
WHERE e.role = 'screening-hit' AND p.id IS NOT NULL
RETURN p.id AS id, entry.id AS entry, e.id AS relationship
