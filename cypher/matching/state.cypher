// How far a part is: its relationships gather there, all are there, or without a word go to its party.
// No rows. Leans on part_id.
MATCH (p:Part {part: $part})
SET p.state = $state
