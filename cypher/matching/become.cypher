// Parts that are parties of their own from now on.
// No rows. Leans on part_id.
UNWIND $rows AS row
MATCH (p:Part {part: row.part})
SET p.id = row.place
REMOVE p:Part, p.part, p.partOf, p.records, p.state, p.by, p.reason
WITH p
MATCH (p)-[old:ONE_WITH]-()
DELETE old
