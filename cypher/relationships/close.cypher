// Versions of facts that are known no longer; the node stays, under a name of its own. `said` is the source's own time of
// taking it back, and the batch that takes it back is its writer then.
// No rows. Leans on fact_uid.
UNWIND $rows AS row
MATCH (f:Fact {uid: row.id})
SET f.uid = f.id + '.' + toString(f.version), f.knownTo = $at, f.retractionAt = row.said, f.joining = null
REMOVE f:Waiting:Scheduled
FOREACH (_ IN CASE WHEN row.batch IS NULL THEN [] ELSE [1] END | SET f.batch = row.batch, f.basis = row.basis)
