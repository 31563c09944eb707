// Which relationships of a kind go from one party to another today?
// A row for each, with the facts it was made from. Leans on party_id, party_part_of.
UNWIND $rows AS row
MATCH (a:Party)
WHERE a.id = row.from OR a.partOf = row.from
MATCH (b:Party)
WHERE b.id = row.to OR b.partOf = row.to
MATCH (a)-[e]->(b)
WHERE type(e) = row.kind
RETURN row.from AS from_id, row.to AS to_id, type(e) AS kind, e.facts AS facts
