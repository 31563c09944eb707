// A run over the whole base begins: the newest one of a regime is the only one that may write.
// No rows. Leans on ownership_run_regime.
MERGE (r:OwnershipRun {regime: $regime})
SET r.run = $run, r.begunAt = $at, r.batch = 0
REMOVE r.finishedAt, r.subjects, r.owners
