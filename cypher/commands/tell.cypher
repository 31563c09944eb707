// What was done, by whom and when: one entry of the trail; and each thing that became true by it, as an event of its own.
// No rows. Leans on nothing: it only adds.
CREATE (a:AuditEntry)
SET a = $entry
WITH a
UNWIND range(0, size($events) - 1) AS number
CREATE (o:OutboxEntry {id: a.id + '.' + toString(number), at: a.at, command: a.command})
SET o += $events[number]
