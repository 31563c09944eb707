// What was tried again has been taken.
// No rows. Leans on delivery_id.
UNWIND $ids AS id
MATCH (d:Delivery {id: id})
DETACH DELETE d
