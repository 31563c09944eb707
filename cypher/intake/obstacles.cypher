// What stands in the way of taking back what a batch did to these records, facts and accounts, from whose rows it is
// known whether they would go, and which version the batch found? What another batch has written over it stands in the way;
// and of a record that would go, whatever refers to it since the moment at which the batch brought it: facts and accounts of
// other batches, judgements, pinned values, decisions on groups. Of what was brought back when it was written is not known
// any more, but whose work it was.
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
  WITH [one IN split(coalesce(n.basis, '') + ' ' + coalesce(n.batch, ''), ' ') WHERE NOT one IN ['', '-']] AS writers
  WHERE NOT $batch IN writers
  RETURN 'batch' AS what, coalesce(writers[0], '') AS id, null AS by
  UNION
  WITH row, n WHERE row.goes AND n:Record
  MATCH (n)<-[:FROM|TO|ABOUT|ON_BEHALF_OF|HELD_BY|OWED_BY]-(x)
  WHERE x.knownTo IS NULL AND coalesce(x.batch, '') <> coalesce($undo, '-')
    AND CASE
      WHEN x.basis IS NULL THEN coalesce(x.knownFrom, x.receivedAt) > $at
      ELSE split(x.basis, ' ')[0] > $batch
    END
  WITH DISTINCT [one IN split(coalesce(x.basis, '') + ' ' + coalesce(x.batch, ''), ' ') WHERE NOT one IN ['', '-']] AS writers
  WHERE NOT $batch IN writers AND size(writers) > 0
  RETURN DISTINCT 'batch' AS what, writers[0] AS id, null AS by
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
