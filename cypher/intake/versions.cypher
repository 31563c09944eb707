// What did records, facts and accounts say in these versions?
// A row for each: its content, and the source's own time of taking it back, where it did. Leans on record_id, fact_uid,
// account_version_id, exposure_version_id, rate_version_id, capital_version_id.
UNWIND $rows AS row
CALL (row) {
  MATCH (:Record {id: row.id})-[:WAS]->(v:RecordVersion {version: row.version})
  RETURN v, v.at AS at ORDER BY coalesce(v.cameLate, false), v.knownTo DESC LIMIT 1
  UNION
  MATCH (v:Fact {uid: row.id + '.' + toString(row.version)}) RETURN v, coalesce(v.retractionAt, v.at) AS at
  UNION
  MATCH (v:AccountVersion {id: row.id, version: row.version}) WHERE v.cameLate IS NULL
  RETURN v, coalesce(v.retractionAt, v.at) AS at
  UNION
  MATCH (v:ExposureVersion {id: row.id, version: row.version}) WHERE v.cameLate IS NULL
  RETURN v, coalesce(v.retractionAt, v.at) AS at
  UNION
  MATCH (v:RateVersion {id: row.id, version: row.version}) WHERE v.cameLate IS NULL
  RETURN v, coalesce(v.retractionAt, v.at) AS at
  UNION
  MATCH (v:CapitalVersion {id: row.id, version: row.version}) WHERE v.cameLate IS NULL
  RETURN v, coalesce(v.retractionAt, v.at) AS at
}
RETURN row.id AS id, v.payload AS payload, at
