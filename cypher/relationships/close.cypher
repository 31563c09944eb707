// Versions of facts that are known no longer; the node stays, under a name of its own. `said` is the source's own time of
// taking it back.
// No rows. Leans on fact_uid.
UNWIND $rows AS row
MATCH (f:Fact {uid: row.id})
SET f.uid = f.id + '.' + toString(f.version), f.knownTo = $at, f.retractionAt = row.said, f.joining = null
REMOVE f:Waiting:Scheduled
