// Which version of the model decides, and which keys have become too common since it was made?
// One row; no version where only the shipped one is there, and the document and the keys only where they are not those
// that are known. Leans on match_model_version, turn_name.
CALL () {
  OPTIONAL MATCH (m:MatchModel)
  WHERE m.version >= '' AND m.active
  RETURN m LIMIT 1
}
OPTIONAL MATCH (t:Turn {name: 'matching'})
WITH m, coalesce(t.crowdedAt, '') AS at, t
RETURN
  m.version AS version, CASE WHEN m.version <> $version THEN m.document END AS document,
  at, CASE WHEN at <> $at THEN t.crowded END AS crowded
