// Which exposures came within a time, and what was said of each before?
// A row for each. Leans on exposure_received_at, exposure_version_id.
MATCH (x:Exposure)-[:OWED_BY]->(:Record)-[:DESCRIBES]->(p:Party)
WHERE x.receivedAt >= $begin AND x.receivedAt < $end
CALL (x) {
  OPTIONAL MATCH (v:ExposureVersion {id: x.id})
  WHERE v.cameLate IS NULL AND v.retracted IS NULL
  RETURN v.payload AS before
  ORDER BY v.version DESC
  LIMIT 1
}
RETURN x.id AS id, p.id AS party, x.payload AS now, before, substring(x.receivedAt, 0, 10) AS day
