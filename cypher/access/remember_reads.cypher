// What was seen of special category, by whom and what for: an entry of the trail for each request.
// No rows. Leans on nothing: it only adds.
UNWIND $entries AS entry
CREATE (a:AuditEntry:Unsealed)
SET a = entry
