// Which entries wait for a number, up to one of them, and which versions of parties do they tell?
// A row for each. Leans on unplaced_id.
MATCH (o:Unplaced)
WHERE o.id <= $last
RETURN o.id AS id, o.parties AS parties, o.versions AS versions
ORDER BY o.id
