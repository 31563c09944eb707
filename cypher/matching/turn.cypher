// Whoever compares records, or judges them, takes turns: two that come at once, each unseen by the other, would find
// nobody.
// One row: when something last became of parties; the turn ends with the transaction. Leans on turn_name.
MERGE (t:Turn {name: 'matching'})
SET t.taken = coalesce(t.taken, 0) + 1
RETURN coalesce(t.at, '') AS last
