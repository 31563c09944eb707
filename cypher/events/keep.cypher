// What has failed, or waits for what has failed, is kept until it is tried again.
// No rows. Leans on webhook_id, delivery_id.
MATCH (w:Webhook {id: $id})
UNWIND $rows AS row
MERGE (d:Delivery {id: row.id})
SET d.place = row.place, d.attempts = row.attempts, d.dueAt = timestamp() + row.wait, d.error = row.error
MERGE (w)-[:OWES]->(d)
