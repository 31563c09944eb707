// A delegation that its holder ends, or whoever received it.
// A row with its id where it stood. Leans on delegation_id.
MATCH (d:Delegation {id: $id})
WHERE d.endedAt IS NULL AND $by IN [d.holder, d.to]
SET d.endedAt = $at
RETURN d.id AS id
