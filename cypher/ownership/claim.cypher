// A batch of a run is to be written: does the run still stand, and which batch was the last? The run is locked.
// One row, as it was before; the batch is taken where the run stands. Leans on ownership_run_regime.
MATCH (r:OwnershipRun {regime: $regime})
SET r.claimedAt = $at
WITH r, r.run AS run, r.batch AS batch
SET r.batch = CASE WHEN run = $run AND batch < $batch THEN $batch ELSE batch END
RETURN run, batch
