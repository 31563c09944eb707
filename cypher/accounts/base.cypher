// What do the names of this base's files of transactions begin with?
// A row, or none where nothing was ever listed. Leans on turn_name.
MATCH (t:Turn {name: 'transactions'})
WHERE t.base > ''
RETURN t.base AS base
