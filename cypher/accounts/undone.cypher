// Which batches were taken back, or are being?
// A row for each. Leans on batch_undone.
MATCH (b:Batch)
WHERE b.undoneBy > ''
RETURN b.id AS batch
