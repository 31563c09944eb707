// Facts that are about to be corrected or taken back: locked, so that nobody else does it meanwhile.
// A row for each in the version that is known once it is ours. Leans on fact_uid.
UNWIND $ids AS id
MATCH (f:Fact {uid: id})
SET f:Fact
WITH f
RETURN
  f.uid AS uid, f.id AS id, f.version AS version, f.hash AS hash, f.at AS at, f.since AS since,
  f.knownFrom AS known_from
