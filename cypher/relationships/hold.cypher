// Facts that are about to be corrected, taken back or joined: locked, so that nobody else does it meanwhile.
// A row for each that is known still once it is ours. Leans on fact_uid.
UNWIND $ids AS id
MATCH (f:Fact {uid: id})
SET f:Fact
WITH f, id
WHERE f.knownTo IS NULL
RETURN id, f.version AS version
