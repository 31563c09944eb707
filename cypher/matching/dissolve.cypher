// Parties that no record describes any more, since their records belong to others. Each gives its id up before it goes:
// where it was computed again in this transaction, the index would keep the id for it, and nobody could take it over.
// No rows. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})
REMOVE p.id
DETACH DELETE p
