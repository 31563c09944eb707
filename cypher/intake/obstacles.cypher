// What stands in the way of taking back what a batch did to these records, facts and accounts, from whose rows it is
// known whether they would go, and which version the batch found? What a later batch has written stands in the way; and
// of a record that would go, whatever refers to it since: facts and accounts of later batches, judgements, pinned values,
// decisions on groups.
// A row for each obstacle: what it is, its id, who made it, at which record. Leans on record_id, fact_uid, account_id,
// exposure_id, rate_id, capital_id, retracted_id.
UNWIND $rows AS row
CALL (row) {
  MATCH (n:Record {id: row.id}) RETURN n
  UNION
  MATCH (n:Fact) WHERE n.uid STARTS WITH row.fact AND n.uid IN [n.id, n.id + '.' + toString(n.version)]
  RETURN n ORDER BY n.version DESC LIMIT 1
  UNION
  MATCH (n:Account {id: row.id}) RETURN n
  UNION
  MATCH (n:Exposure {id: row.id}) RETURN n
  UNION
  MATCH (n:Rate {id: row.id}) RETURN n
  UNION
  MATCH (n:Capital {id: row.id}) RETURN n
  UNION
  MATCH (n:Retracted {id: row.id}) RETURN n
}
WITH row, n
WHERE $undo IS NULL OR coalesce(n.batch, '') <> $undo
CALL (row, n) {
  WITH n WHERE NOT $batch IN split(coalesce(n.basis, '') + ' ' + coalesce(n.batch, ''), ' ')
  RETURN 'batch' AS what, coalesce(n.batch, '') AS id, null AS by
  UNION
  WITH row, n WHERE row.goes AND n:Record
  MATCH (n)<-[:FROM|TO|ABOUT|ON_BEHALF_OF|HELD_BY|OWED_BY]-(x)
  WHERE x.knownTo IS NULL AND split(coalesce(x.basis, x.batch, '-'), ' ')[0] > $batch AND coalesce(x.batch, '') <> coalesce($undo, '-')
  RETURN DISTINCT 'batch' AS what, x.batch AS id, null AS by
  UNION
  WITH row, n WHERE row.goes AND n:Record
  MATCH (n)<-[:LEFT|RIGHT]-(j:Judgement)
  WHERE j.withdrawnAt IS NULL
  RETURN 'judgement' AS what, j.id AS id, j.by AS by
  UNION
  WITH row, n WHERE n:Record
  MATCH (n)<-[tie:CORRECTS]-(o:Override)
  WHERE o.withdrawnAt IS NULL AND tie.version > row.version
  RETURN 'pinned value' AS what, o.field AS id, o.by AS by
  UNION
  WITH row, n WHERE row.goes AND n:Record
  MATCH (n)<-[:DECIDES|ANCHORED_AT]-(d:GroupDecision)
  WHERE d.revokedAt IS NULL
  RETURN 'decision on a group' AS what, d.id AS id, d.by AS by
}
RETURN DISTINCT what, id, by, n.source + ':' + n.key AS at
LIMIT 1000
