// Which webhooks are there, how far have they come, and what do they wait for?
// A row for each, the oldest first. Leans on webhook_id.
MATCH (w:Webhook)
WHERE w.id > ''
RETURN w.id AS id, w.url AS url, w.events AS events, w.secretFile AS secret_file, w.createdAt AS created_at,
  w.createdBy AS created_by, w.pausedAt AS paused_at, w.cursor AS cursor, w.delivered AS delivered,
  COUNT { (w)-[:OWES]->(:Delivery) } AS owed, COUNT { (w)-[:GAVE_UP]->(:Delivery) } AS dead, w.error AS error,
  w.failedAt AS failed_at
ORDER BY w.createdAt, w.id
