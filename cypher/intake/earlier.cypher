// Which batch has stored something of a load last, and was not taken back?
// One row. Leans on audit_load, batch_id.
MATCH (a:AuditEntry {load: $load})
WHERE a.batchId IS NOT NULL AND NOT EXISTS { MATCH (b:Batch {id: a.batchId}) WHERE b.undoneBy IS NOT NULL }
RETURN max(a.batchId) AS batch
