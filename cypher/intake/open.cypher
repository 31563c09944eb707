// A batch that something is stored of, locked until that is done: whoever takes it back comes before or after.
// A row: the batch that takes it back, if one does. Leans on batch_id.
MERGE (b:Batch {id: $id})
ON CREATE SET b += $properties
SET b.locked = true
REMOVE b.locked
WITH b
RETURN b.undoneBy AS undone_by
