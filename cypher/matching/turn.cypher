// Whoever compares records takes turns: two that come at once, each unseen by the other, would find nobody.
// No rows; the turn ends with the transaction. Leans on turn_name.
MERGE (t:Turn {name: 'matching'})
SET t.taken = coalesce(t.taken, 0) + 1
