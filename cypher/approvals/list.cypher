// Which proposals stand so, made by somebody, or by anybody else, or by whoever it was?
// A row with the properties of each, the newest first, those before a place. Leans on change_request_place.
MATCH (c:ChangeRequest)
WHERE c.status IN $statuses AND c.place < $before
  AND ($mine IS NULL OR $mine = (c.maker = $maker))
RETURN properties(c) AS properties
ORDER BY c.place DESC
LIMIT $rows
