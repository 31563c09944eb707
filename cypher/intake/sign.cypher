// What was taken back already when it was to be taken back by a batch: signed by it, nothing else changes.
// No rows. Leans on record_id, fact_uid, retracted_id.
UNWIND $rows AS row
CALL (row) {
  MATCH (n:Record {id: row.id}) RETURN n
  UNION
  MATCH (n:Fact) WHERE n.uid STARTS WITH row.fact AND n.uid = n.id + '.' + toString(n.version)
  RETURN n ORDER BY n.version DESC LIMIT 1
  UNION
  MATCH (n:Retracted {id: row.id}) RETURN n
}
SET n.batch = row.batch, n.basis = row.basis
