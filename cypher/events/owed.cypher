// What waits to be tried again for a webhook, how often was it tried, and how long does it wait yet?
// A row for each event, by their numbers. Leans on webhook_id, outbox_place.
MATCH (:Webhook {id: $id})-[:OWES]->(d:Delivery)
MATCH (o:OutboxEntry {place: d.place})
RETURN o.place AS place, o.id AS id, o.at AS at, o.command AS command, o.event AS event,
  o.parties AS parties, o.versions AS versions, o.detail AS detail, d.attempts AS attempts, d.dueAt - timestamp() AS wait
ORDER BY o.place
