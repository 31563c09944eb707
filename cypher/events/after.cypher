// What was told after a number, up to another?
// A row for each entry, by their numbers. Leans on outbox_place.
MATCH (o:OutboxEntry)
WHERE o.place > $after AND o.place <= $until
RETURN o.place AS place, o.id AS id, o.at AS at, o.command AS command, o.event AS event,
  o.parties AS parties, o.versions AS versions, o.detail AS detail
ORDER BY o.place
