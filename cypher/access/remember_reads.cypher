// What was seen of special category, by whom and what for: an entry of the trail for each request.
// No rows. An entry that is there already stays as it is: its writer had no answer, and sends it again. Leans on audit_id.
UNWIND $entries AS entry
MERGE (a:AuditEntry {id: entry.id})
ON CREATE SET a = entry, a:Unsealed
