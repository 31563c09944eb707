// Which proposals have these ids?
// A row with the properties of each. Leans on change_request_id.
UNWIND $ids AS id
MATCH (c:ChangeRequest {id: id})
RETURN properties(c) AS properties
