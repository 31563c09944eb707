// A webhook is paused: whoever delivers for it does so no longer.
// A row where there is one. Leans on webhook_id.
MATCH (w:Webhook {id: $id})
SET w.pausedAt = coalesce(w.pausedAt, $at), w.heldUntil = 0
REMOVE w.holder
RETURN w.id AS id, w.url AS url
