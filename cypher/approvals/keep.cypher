// A proposal as it now is.
// No rows. Leans on change_request_id.
MERGE (c:ChangeRequest {id: $id})
SET c = $properties
