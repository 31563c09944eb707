// What did somebody do and see between two moments?
// A row for each entry, the newest first. Leans on audit_actor.
MATCH (a:AuditEntry)
WHERE a.actor = $actor AND a.id >= $begin AND a.id < $end
WITH a ORDER BY a.id DESC LIMIT $rows
RETURN a.id AS id, properties(a) AS properties
