// What was done, by whom and when, and which parties it changed: one entry of the trail, one of the outbox.
// No rows. Leans on nothing: it only adds.
CREATE (a:AuditEntry:Unsealed)
SET a = $entry
CREATE (:OutboxEntry:Unplaced {id: a.id, at: a.at, command: a.command, parties: $parties, versions: $versions})
