// How far has a webhook come? Only whoever holds it may say.
// A row where that is so. Leans on webhook_id.
MATCH (w:Webhook {id: $id})
WHERE w.holder = $holder
SET
  w.cursor = $cursor,
  w.delivered = w.delivered + $delivered,
  w.heldUntil = CASE $milliseconds WHEN 0 THEN 0 ELSE timestamp() + $milliseconds END,
  w.error = coalesce($error, w.error),
  w.failedAt = CASE WHEN $error IS NULL THEN w.failedAt ELSE $at END
RETURN w.id AS id, w.url AS url
