// The whole base was assessed on a day.
// No rows. Leans on turn_name.
MATCH (t:Turn {name: $turn})
SET t.passed = $day
