// What was done, by whom and when: one entry of the trail; and each thing that became true by it, as an event of its own,
// and the parties that changed beside.
// No rows. Leans on nothing: it only adds.
CREATE (a:AuditEntry:Unsealed)
SET a = $entry
WITH count(a) AS entries
UNWIND $events AS event
CREATE (o:OutboxEntry:Unplaced)
SET o = event
