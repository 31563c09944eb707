// What do sources say of relationships today, those included that wait for an end?
// A row for each after an id, in the order of ids, as it came. Leans on fact_uid, so that pages are cheap.
MATCH (f:Fact)
USING INDEX f:Fact(uid)
WHERE f.uid > $after AND f.knownTo IS NULL
RETURN f.uid AS id, f.payload AS payload
ORDER BY f.uid
LIMIT $first
