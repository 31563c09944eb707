// Which of these facts has the registry?
// A row for each, in the version that is known now. Leans on fact_uid.
UNWIND $ids AS id
MATCH (f:Fact {uid: id})
RETURN f.uid AS uid, f.version AS version, f.hash AS hash, f.at AS at, f.since AS since
