// Parties that no record describes any more, and at which more relationships lie than are moved at once: each stays as a
// part. Of groups nobody is a member twice; what the last run said of them goes.
// No rows. Leans on party_id.
UNWIND $rows AS row
MATCH (p:Party {id: row.id})
SET p:Part, p.part = row.part, p.records = row.records
REMOVE p.id, p.terms, p:Person:Organization:Arrangement
WITH p
MATCH (p)-[m:MEMBER_OF]->()
DELETE m
