// Which parts do these parties have: nodes whose relationships are on their way to another one?
// A row for each, with the records whose relationships lie there. Leans on party_part_of.
UNWIND $ids AS id
MATCH (p:Party)
WHERE p.partOf = id
RETURN p.part AS part, p.partOf AS whole, p.records AS records, p.state AS state ORDER BY part
