// Nobody else changes the versions of this name until this is done: one is in force, and numbers follow each other.
// No rows. Leans on turn_name.
MERGE (t:Turn {name: $turn})
SET t.locked = true
REMOVE t.locked
