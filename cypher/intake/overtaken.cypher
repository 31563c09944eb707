// What has become of retractions that a batch kept until what they take back comes, or that it forgot? What a later batch
// kept in their place stands in the way of taking that back, and so does who took back what they were kept for.
// A row for each obstacle: what it is, its id, who made it, at which digest of source and key. Leans on retraction_id,
// record_id, fact_uid, retracted_id.
UNWIND $rows AS row
OPTIONAL MATCH (t:Retraction {id: row.id})
CALL (row, t) {
  WITH t WHERE t.batch IS NOT NULL
  RETURN t AS n
  UNION
  WITH row, t WHERE t IS NULL AND row.left
  MATCH (n:Record {id: 'r' + row.id})
  WHERE n.retractedAt IS NOT NULL
  RETURN n
  UNION
  WITH row, t WHERE t IS NULL AND row.left
  MATCH (n:Fact)
  WHERE n.uid STARTS WITH 'f' + row.id + '.' AND n.uid = n.id + '.' + toString(n.version)
    AND NOT EXISTS { MATCH (:Fact {uid: 'f' + row.id}) }
  RETURN n ORDER BY n.version DESC LIMIT 1
  UNION
  WITH row, t WHERE t IS NULL AND row.left
  UNWIND ['a', 'x', 'q', 'k'] AS kind
  MATCH (n:Retracted {id: kind + row.id})
  RETURN n
}
WITH row, n, [one IN split(coalesce(n.basis, '') + ' ' + coalesce(n.batch, ''), ' ') WHERE NOT one IN ['', '-']] AS writers
WHERE coalesce(n.batch, '') <> coalesce($undo, '-') AND size(writers) > 0 AND NOT (row.left AND $batch IN writers)
RETURN DISTINCT 'batch' AS what, writers[0] AS id, null AS by, row.id AS at
LIMIT 1000
