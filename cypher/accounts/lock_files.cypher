// Nobody else may list files of transactions until this is done: who comes later sees what was stored.
// No rows. Leans on turn_name.
MERGE (t:Turn {name: 'transactions'})
SET t.locked = true
REMOVE t.locked
