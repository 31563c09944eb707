// What was given up for a webhook?
// A row for each event, by their numbers. Leans on webhook_id, outbox_place.
MATCH (:Webhook {id: $id})-[:GAVE_UP]->(d:Delivery)
MATCH (o:OutboxEntry {place: d.place})
RETURN o.place AS place, o.id AS id, o.event AS event, o.parties AS parties, d.attempts AS attempts,
  d.diedAt AS died_at, d.error AS error
ORDER BY o.place
