// Parties that stay under another id: until all ids are free, each has one that nobody else has.
// No rows. Leans on party_id.
UNWIND $rows AS row
MATCH (p:Party {id: row.id})
SET p.id = row.place
