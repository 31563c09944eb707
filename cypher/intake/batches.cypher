// Which batches came last?
// A row for each, the last first, with how many records it brought and how many it changed. Leans on batch_id,
// audit_batch.
MATCH (b:Batch)
WHERE b.id < $before
WITH b ORDER BY b.id DESC LIMIT $rows
CALL (b) {
  OPTIONAL MATCH (a:AuditEntry {batchId: b.id})
  RETURN sum(size(coalesce(a.born, []))) AS born, sum(size(coalesce(a.changed, []))) AS changed
}
RETURN
  b.id AS id, b.at AS at, b.by AS by, b.what AS what, coalesce(b.files, []) AS files, b.undoes AS undoes,
  b.undoneBy AS undone_by, b.finishedAt AS finished_at, born, changed
ORDER BY id DESC
