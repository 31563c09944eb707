// Which lines of a load has the registry stored, and not taken back since?
// A row for each batch: its first and its last line. Leans on audit_load, batch_id.
MATCH (a:AuditEntry {load: $load})
WHERE NOT EXISTS { MATCH (b:Batch {id: a.batchId}) WHERE b.undoneBy IS NOT NULL }
RETURN a.fromLine AS first, a.toLine AS last
