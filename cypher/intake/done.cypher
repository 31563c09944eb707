// Retractions that have been carried out.
// No rows. Leans on retraction_id.
UNWIND $ids AS id
MATCH (t:Retraction {id: id})
DELETE t
