// Whoever renews assessments says how far that has come, and goes on doing so for a time; 0 lets go.
// A row where nobody else does so. Leans on turn_name.
MATCH (t:Turn {name: $turn})
WHERE t.holder = $holder OR coalesce(t.heldUntil, 0) <= timestamp()
SET
  t.holder = $holder,
  t.heldUntil = CASE $milliseconds WHEN 0 THEN 0 ELSE timestamp() + $milliseconds END,
  t.place = CASE WHEN t.place >= $place THEN t.place ELSE $place END,
  t.owed = coalesce($owed, t.owed, false)
RETURN t.place AS place, t.owed AS owed
