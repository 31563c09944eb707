// What do these records say, as evidence of an edition or else as they are, and which candidate keys do they have?
// One row of columns, of those that were neither taken back nor erased. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})
WHERE r.version IS NOT NULL AND r.retractedAt IS NULL AND r.erasedAt IS NULL
RETURN
  collect(r.id) AS ids, collect(CASE WHEN r.evidence STARTS WITH $edition THEN r.evidence ELSE r.payload END) AS texts,
  collect(coalesce(r.keys, '')) AS keys
