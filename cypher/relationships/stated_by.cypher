// Which facts does a source state today?
// A row for each, in the order of ids, from after one on. Leans on fact_uid, so that pages are cheap.
MATCH (f:Fact)
USING INDEX f:Fact(uid)
WHERE f.uid > $after AND f.source = $source AND f.knownTo IS NULL
RETURN f.uid AS id
ORDER BY f.uid
LIMIT $first
