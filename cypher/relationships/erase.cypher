// Relationships that are to be projected again.
// No rows. Leans on party_id, party_part_of.
UNWIND $rows AS row
MATCH (a:Party)
WHERE a.id = row.from OR a.partOf = row.from
MATCH (b:Party)
WHERE b.id = row.to OR b.partOf = row.to
MATCH (a)-[e]->(b)
WHERE type(e) = row.kind
DELETE e
