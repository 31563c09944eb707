// What do sources say of relationships that begin at these records, as far as the other end is known?
// A row for each: the record it begins at, what was said as it came, and the names of both ends. Leans on record_id.
UNWIND $ids AS id
MATCH (a:Record {id: id})<-[:FROM]-(f:Fact)-[:TO]->(b:Record)
WHERE f.knownTo IS NULL AND b.version IS NOT NULL
RETURN id, f.payload AS payload, a.source AS from_source, a.key AS from_key, b.source AS to_source, b.key AS to_key
ORDER BY id, f.uid
