// Parties get the ids under which they answer from now on.
// No rows. Leans on party_id.
UNWIND $rows AS row
MATCH (p:Party {id: row.place})
SET p.id = row.id
