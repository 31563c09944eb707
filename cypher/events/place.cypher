// Entries get their numbers.
// No rows. Leans on turn_name, unplaced_id.
MATCH (t:Turn {name: 'outbox'})
SET t.place = $last
WITH t
UNWIND $rows AS row
MATCH (o:Unplaced {id: row.id})
SET o.place = row.place
REMOVE o:Unplaced
