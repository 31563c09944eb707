// A batch that takes another one back, unless a third one does already. Where the other one took one back itself, that one
// stands again.
// A row where it does. Leans on batch_id.
MATCH (b:Batch {id: $batch})
SET b.locked = true
REMOVE b.locked
WITH b
WHERE b.undoneBy IS NULL OR b.undoneBy = $undo
MERGE (u:Batch {id: $undo})
ON CREATE SET u.at = $at, u.by = $by, u.what = 'undo', u.undoes = b.id
SET b.undoneBy = u.id
WITH b, u
CALL (b) {
  MATCH (undone:Batch {id: b.undoes})
  SET undone.undoneBy = null
}
RETURN u.id AS id
