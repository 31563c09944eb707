// Nobody else raises alerts until this is done: one that comes twice is one.
// No rows. Leans on turn_name.
MERGE (t:Turn {name: 'monitoring'})
SET t.locked = true
REMOVE t.locked
