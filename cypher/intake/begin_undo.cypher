// A batch that takes another one back. Where the other one took one back itself, that one stands again.
// No rows. Leans on batch_id.
MATCH (b:Batch {id: $batch})
MERGE (u:Batch {id: $undo})
ON CREATE SET u.at = $at, u.by = $by, u.what = 'undo', u.undoes = b.id
SET b.undoneBy = u.id
WITH b
MATCH (undone:Batch {id: b.undoes})
SET undone.undoneBy = null
