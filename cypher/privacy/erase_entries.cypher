// Entries of the trail lose their text; who did something of which kind, and the place and the digest in the chain stay.
// No rows. Leans on audit_id.
UNWIND $ids AS id
MATCH (a:AuditEntry {id: id})
SET a = a {.id, .at, .actor, .roles, .command, .subjects, .number, .seal, .digest, erasedAt: $at}
