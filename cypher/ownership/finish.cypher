// A run has written all that changed: when, and how many parties have how many beneficial owners.
// No rows. Leans on ownership_run_regime.
MATCH (r:OwnershipRun {regime: $regime})
WHERE r.run = $run
SET r.finishedAt = $at, r.subjects = $subjects, r.owners = $owners
