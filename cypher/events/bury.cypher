// What was tried as often as it may be is given up.
// No rows. Leans on delivery_id.
UNWIND $ids AS id
MATCH (w:Webhook)-[owes:OWES]->(d:Delivery {id: id})
DELETE owes
CREATE (w)-[:GAVE_UP]->(d)
SET d.diedAt = $at
