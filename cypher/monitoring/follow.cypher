// The rules that run on events have seen these up to a number.
// No rows. Leans on turn_name.
MERGE (t:Turn {name: 'monitoring'})
SET t.place = $last
