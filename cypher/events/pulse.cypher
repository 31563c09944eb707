// What is there to do: the last number that was given, whether entries wait for one, whether a webhook is owed something?
// One row. Leans on turn_name, unplaced_id, webhook_id.
OPTIONAL MATCH (t:Turn {name: 'outbox'})
WITH coalesce(t.place, 0) AS last
RETURN
  last,
  EXISTS { MATCH (o:Unplaced) WHERE o.id > '' } AS unplaced,
  EXISTS {
    MATCH (w:Webhook)
    WHERE w.id > '' AND w.pausedAt IS NULL AND w.heldUntil <= timestamp() AND (w.cursor < last OR w.dueAt <= timestamp())
  } AS owed
