// Entries that were told before a moment are forgotten, oldest first, as far as every webhook has had or given them up;
// one that is paused since before that moment holds up none.
// One row: how many went. Whoever gives numbers waits meanwhile. Leans on turn_name, webhook_id, outbox_place, delivery_id.
MERGE (t:Turn {name: 'outbox'})
SET t.taken = coalesce(t.taken, 0) + 1
WITH t, coalesce(t.pruned, 0) AS begin
CALL (t) {
  OPTIONAL MATCH (w:Webhook)
  WHERE w.id > ''
  OPTIONAL MATCH (w)-[:OWES]->(d:Delivery)
  WITH t, w, min(d.place) AS owed
  RETURN min(CASE WHEN w IS NULL OR w.pausedAt < $before THEN t.place WHEN owed <= w.cursor THEN owed - 1 ELSE w.cursor END) AS had
}
CALL (begin, had) {
  MATCH (o:OutboxEntry)
  WHERE o.place > begin AND o.place <= had
  WITH o ORDER BY o.place LIMIT $most
  RETURN collect(o) AS entries
}
WITH t, entries, [o IN entries WHERE o.at >= $before | o.place][0] AS young
WITH t, [o IN entries WHERE young IS NULL OR o.place < young] AS old
SET t.pruned = CASE WHEN old = [] THEN t.pruned ELSE old[-1].place END
WITH t, old, size(old) AS gone
CALL (t) {
  MATCH (:Webhook)-[:OWES|GAVE_UP]->(d:Delivery)
  WHERE d.place <= t.pruned
  DETACH DELETE d
}
FOREACH (o IN old | DETACH DELETE o)
RETURN gone
