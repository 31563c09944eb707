// From now on assessments are renewed, by what is told after this.
// No rows. Leans on turn_name.
MATCH (t:Turn {name: $turn})
OPTIONAL MATCH (o:Turn {name: 'outbox'})
SET t.place = coalesce(t.place, o.place, 0)
