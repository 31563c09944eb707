// Retractions that wait, locked: what becomes of them waits, or has come before.
// No rows. Leans on retraction_id.
UNWIND $ids AS id
MATCH (t:Retraction {id: id})
SET t.locked = true
REMOVE t.locked
