// A deal is allowed, through a day: tied to the records that name its parties.
// A row for each party, with its version. Leans on record_id, allowed_deal_id.
CREATE (d:AllowedDeal)
SET d += $deal
WITH d
UNWIND $records AS id
MATCH (r:Record {id: id})-[:DESCRIBES]->(p:Party)
CREATE (d)-[:ALLOWS]->(r)
RETURN p.id AS id, p.version AS version
