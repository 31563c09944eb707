// Which proposals that nobody has decided should have been by a moment?
// A row with the id of each. Leans on change_request_place.
MATCH (c:ChangeRequest)
WHERE c.status IN ['DRAFT', 'SUBMITTED', 'CONFLICT'] AND c.place >= '' AND c.expiresAt <= $at
RETURN c.id AS id
ORDER BY id
LIMIT 1000
