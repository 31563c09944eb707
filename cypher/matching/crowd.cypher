// Keys that more records share than may, as a run over the whole base found them, as words.
// No rows. Leans on turn_name.
MERGE (t:Turn {name: 'matching'})
SET t.crowded = $words, t.crowdedAt = $at
