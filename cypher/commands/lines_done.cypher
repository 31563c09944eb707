// Which lines of a load has the registry stored?
// A row for each batch: its first and its last line. Leans on audit_load.
MATCH (a:AuditEntry {load: $load})
RETURN a.fromLine AS first, a.toLine AS last
