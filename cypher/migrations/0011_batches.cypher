// Batches, and what the trail keeps of each.
CREATE CONSTRAINT batch_id IF NOT EXISTS FOR (n:Batch) REQUIRE n.id IS UNIQUE;
CREATE INDEX audit_batch IF NOT EXISTS FOR (n:AuditEntry) ON (n.batchId);
