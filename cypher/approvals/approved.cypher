// Which proposals were approved and have not been applied yet?
// A row with the id of each, the oldest first. Leans on change_request_place.
MATCH (c:ChangeRequest)
WHERE c.status = 'APPROVED' AND c.place >= ''
RETURN c.id AS id
ORDER BY c.place
LIMIT 1000
