// What do the records in a slice of ids say, as evidence of an edition or else as they are, and which party does each describe?
// One row of columns, of records that were neither taken back nor erased, in the order of ids. Leans on record_id.
MATCH (r:Record)
USING INDEX r:Record(id)
WHERE r.id >= $start AND r.id < $end AND r.version IS NOT NULL AND r.retractedAt IS NULL
  AND r.erasedAt IS NULL
MATCH (r)-[:DESCRIBES]->(p)
WITH r, p ORDER BY r.id
RETURN
  collect(r.id) AS ids, collect(CASE WHEN r.evidence STARTS WITH $edition THEN r.evidence ELSE r.payload END) AS texts,
  collect(r.version) AS versions, collect(p.id) AS homes,
  collect(coalesce(r.keys, '')) AS keys
