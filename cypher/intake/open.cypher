// A batch that something is stored of.
// No rows. Leans on batch_id.
MERGE (b:Batch {id: $id})
ON CREATE SET b += $properties
