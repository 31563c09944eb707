// Versions of accounts, exposures, rates and capitals that are older, by their source's own time, than what is stored,
// or than its retraction: which of them have not come before, be it in their time or late?
// A row for each that is new. Leans on account_version_id, exposure_version_id, rate_version_id, capital_version_id.
UNWIND $rows AS row
WITH row
WHERE NOT EXISTS { MATCH (n:AccountVersion {id: row.id}) WHERE n.hash = row.hash }
  AND NOT EXISTS { MATCH (n:ExposureVersion {id: row.id}) WHERE n.hash = row.hash }
  AND NOT EXISTS { MATCH (n:RateVersion {id: row.id}) WHERE n.hash = row.hash }
  AND NOT EXISTS { MATCH (n:CapitalVersion {id: row.id}) WHERE n.hash = row.hash }
RETURN row.id AS id
