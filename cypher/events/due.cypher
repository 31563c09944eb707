// When is the next delivery of a webhook due?
// No rows. Leans on webhook_id.
MATCH (w:Webhook {id: $id})
OPTIONAL MATCH (w)-[:OWES]->(d:Delivery)
WITH w, min(d.dueAt) AS due
SET w.dueAt = due
