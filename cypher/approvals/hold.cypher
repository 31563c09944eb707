// A proposal that is about to be decided, applied or taken back: locked, so that nobody else does it meanwhile.
// A row with its properties once it is ours; none where there is no such proposal. Leans on change_request_id.
MATCH (c:ChangeRequest {id: $id})
SET c:ChangeRequest
WITH c
RETURN properties(c) AS properties
