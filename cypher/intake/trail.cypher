// What has a batch changed, from after an entry of the trail on?
// A row for the next entry: what it brought, what it changed with the version and the batch that it found, the retractions
// that it kept until what they take back comes, and those that it forgot. Leans on audit_batch.
MATCH (a:AuditEntry {batchId: $batch})
WHERE a.id > $after
WITH a ORDER BY a.id LIMIT 1
RETURN
  a.id AS id, a.at AS at, coalesce(a.born, []) AS born, coalesce(a.changed, []) AS changed, coalesce(a.before, []) AS before,
  coalesce(a.writers, []) AS writers, coalesce(a.kept, []) AS kept,
  coalesce(a.forgot, []) AS forgot
