// Answers that were kept for requests that may be sent again, and that name somebody who is erased, are forgotten.
// No rows. Leans on once_id.
UNWIND $ids AS id
MATCH (o:Once {id: id})
DELETE o
