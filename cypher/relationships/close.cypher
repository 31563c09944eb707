// Versions of facts that are known no longer; the node stays, under a name of its own.
// No rows. Leans on fact_uid.
UNWIND $ids AS id
MATCH (f:Fact {uid: id})
SET f.uid = f.id + '.' + toString(f.version), f.knownTo = $at
REMOVE f:Waiting:Scheduled
