// Parties whose relationships are about to be drawn again: locked in the order asked for, and their versions grow.
// A row for each. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})
SET p.version = p.version + 1
RETURN p.id AS id, p.version AS version
