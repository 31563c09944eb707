// Which webhooks have something to get, and nobody who delivers it? They are held from now on, for a time.
// A row for each, at most so many. Leans on turn_name, webhook_id.
OPTIONAL MATCH (t:Turn {name: 'outbox'})
WITH coalesce(t.place, 0) AS last
MATCH (w:Webhook)
WHERE w.id > '' AND w.pausedAt IS NULL AND w.heldUntil <= timestamp() AND (w.cursor < last OR w.dueAt <= timestamp())
WITH w
ORDER BY w.heldUntil, w.id
LIMIT $most
SET w.holder = $holder, w.heldUntil = timestamp() + $milliseconds
RETURN w.id AS id, w.url AS url, w.events AS events, w.secretFile AS secret_file, w.cursor AS cursor
