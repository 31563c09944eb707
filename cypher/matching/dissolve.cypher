// Parties that no record describes any more, since their records belong to others.
// No rows. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})
DETACH DELETE p
