// What was done and seen between two moments?
// A row for each entry, the newest first; ids sort by time. Leans on audit_id.
MATCH (a:AuditEntry)
WHERE a.id >= $begin AND a.id < $end
WITH a ORDER BY a.id DESC LIMIT $rows
RETURN a.id AS id, properties(a) AS properties
