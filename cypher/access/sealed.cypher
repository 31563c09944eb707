// Which entries come after a number in the chain?
// A row for each, in order. Leans on audit_number.
MATCH (a:AuditEntry)
WHERE a.number > $after
WITH a ORDER BY a.number LIMIT $most
RETURN a.number AS number, a.seal AS seal, a.digest AS digest, properties(a) AS properties
