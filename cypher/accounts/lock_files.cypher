// Nobody else may list files of transactions until this is done: who comes later sees what was stored.
// A row: what the names of this base's files begin with. Leans on turn_name.
MERGE (t:Turn {name: 'transactions'})
SET t.base = coalesce(t.base, randomUUID()), t.locked = true
REMOVE t.locked
RETURN t.base AS base
