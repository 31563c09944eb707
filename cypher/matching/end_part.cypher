// A part whose relationships have all been moved goes, with at most so many of those that runs wrote.
// One row: whether it is gone. Leans on part_id.
MATCH (p:Part {part: $part})
CALL (p) {
  MATCH (p)-[e]-()
  WITH e LIMIT $most
  DELETE e
  RETURN count(e) AS number
}
FOREACH (_ IN CASE WHEN number < $most THEN [1] ELSE [] END | DELETE p)
RETURN number < $most AS gone
