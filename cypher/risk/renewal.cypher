// How far have assessments been renewed, how far do events go, and is a pass over the base owed?
// A row, but where the base was never assessed. Leans on turn_name.
MATCH (t:Turn {name: $turn})
WHERE t.place IS NOT NULL
OPTIONAL MATCH (o:Turn {name: 'outbox'})
RETURN
  t.place AS place, coalesce(o.place, 0) AS last, coalesce(t.owed, false) AS owed, coalesce(t.passed, '') AS passed,
  coalesce(t.heldUntil, 0) <= timestamp() OR t.holder = $holder AS mine
