// Which versions do parties have? They are locked, in the order asked for, and only then looked at.
// A row for each that there is. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})
SET p:Party
WITH p
RETURN p.id AS id, p.version AS version
