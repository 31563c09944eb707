// Which versions of these facts has the registry?
// A row for each, those that came late or are known no longer among them; the uid of the one that is known now is the
// id. `at` of one that was taken back is the source's own time of that. Leans on fact_uid.
UNWIND $ids AS id
MATCH (f:Fact)
WHERE f.uid STARTS WITH id
RETURN
  f.uid AS uid, f.id AS id, f.version AS version, f.hash AS hash, coalesce(f.retractionAt, f.at) AS at,
  f.since AS since, f.knownFrom AS known_from, f.batch AS batch, f.basis AS basis
