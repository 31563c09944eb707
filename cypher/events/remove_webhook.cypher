// A webhook is taken away, with what it was owed.
// A row where there was one. Leans on webhook_id.
MATCH (w:Webhook {id: $id})
WITH w, w.id AS id, w.url AS url
CALL (w) {
  MATCH (w)-[:OWES|GAVE_UP]->(d:Delivery)
  DETACH DELETE d
}
DETACH DELETE w
RETURN id, url
