// The last run over the groups of a kind.
// No rows. Leans on group_run_kind.
MERGE (r:GroupRun {kind: $kind})
SET r.run = $run, r.at = $at, r.day = $day, r.groups = $groups, r.limits = $limits, r.largeTotal = $large_total
