// Which groups does the last run know, of a slice of ids?
// One row of columns: ids, fingerprints, exposures, whether they are large or too large. Leans on group_id.
MATCH (g:Group)
WHERE g.id >= $start AND g.id < $end
RETURN
  collect(g.id) AS ids, collect(g.fingerprint) AS fingerprints, collect(g.exposure) AS exposures,
  collect(g.large) AS large, collect(g.breached) AS breached
