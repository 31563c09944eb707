// Whoever compares records, or judges them, takes turns: two that come at once, each unseen by the other, would find
// nobody. Which version of the model decides comes with the turn, as `matching/active` tells it; nothing where none is
// asked about.
// One row: when something last became of parties; the turn ends with the transaction. Leans on turn_name,
// match_model_version.
MERGE (t:Turn {name: 'matching'})
SET t.taken = coalesce(t.taken, 0) + 1
WITH t
CALL () {
  OPTIONAL MATCH (m:MatchModel)
  WHERE m.version >= '' AND m.active AND $version IS NOT NULL
  RETURN m LIMIT 1
}
RETURN
  m.version AS version, CASE WHEN m.version <> $version THEN m.document END AS document,
  coalesce(t.crowdedAt, '') AS at, CASE WHEN coalesce(t.crowdedAt, '') <> $at THEN t.crowded END AS crowded,
  coalesce(t.at, '') AS last
