// A batch that was taken back to its end.
// No rows. Leans on batch_id.
MATCH (u:Batch {id: $id})
SET u.finishedAt = $at
