// A paused webhook goes on; what has failed is tried at once.
// A row where there is one. Leans on webhook_id.
MATCH (w:Webhook {id: $id})
SET w.heldUntil = 0
REMOVE w.pausedAt, w.holder
WITH w
CALL (w) {
  MATCH (w)-[:OWES]->(d:Delivery)
  SET d.dueAt = 0, w.dueAt = 0
}
RETURN w.id AS id, w.url AS url
