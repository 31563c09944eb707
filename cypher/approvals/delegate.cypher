// Somebody stands in for the holder of a role until a day.
// No rows. Leans on nothing: it only adds.
CREATE (d:Delegation)
SET d = $delegation
