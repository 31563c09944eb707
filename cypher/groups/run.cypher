// When were the groups of a kind computed last, and under which limits?
// At most one row. Leans on group_run_kind.
MATCH (r:GroupRun {kind: $kind})
RETURN r.run AS run, r.at AS at, r.groups AS groups, r.limits AS limits, r.largeTotal AS large_total
