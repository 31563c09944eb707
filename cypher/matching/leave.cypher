// Records that are to leave their party, and at which more facts stand than are moved at once: their relationships gather
// at a part of it first. Without a part that is there already it is born.
// No rows. Leans on part_id, party_id.
UNWIND $rows AS row
MERGE (p:Part {part: row.part})
ON CREATE SET p:Party, p.partOf = row.whole
SET p.records = row.records, p.state = 'LEAVING', p.by = row.by, p.reason = row.reason
WITH p, row
MATCH (whole:Party {id: row.whole})
MERGE (p)-[:ONE_WITH]->(whole)
MERGE (whole)-[:ONE_WITH]->(p)
