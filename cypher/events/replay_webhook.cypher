// A webhook goes back to a number: what follows is delivered again, and what has failed of it is forgotten.
// A row where there is one. Leans on webhook_id.
MATCH (w:Webhook {id: $id})
SET w.cursor = $place, w.heldUntil = 0
REMOVE w.holder
WITH w
CALL (w) {
  MATCH (w)-[:OWES|GAVE_UP]->(d:Delivery)
  WHERE d.place > $place
  DETACH DELETE d
}
RETURN w.id AS id, w.url AS url
