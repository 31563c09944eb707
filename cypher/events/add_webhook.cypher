// A webhook is registered.
// No rows. Leans on webhook_id.
CREATE (w:Webhook)
SET w = $webhook, w.heldUntil = 0, w.delivered = 0
