// Versions of accounts, exposures, rates and capitals that are older, by their source's own time, than what is stored,
// or than its retraction: which of them have not come before? What is stored remembers that they have come.
// A row for each that is new. Leans on account_id, exposure_id, rate_id, capital_id, retracted_id.
UNWIND $rows AS row
CALL (row) {
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
SET n.id = row.id
WITH n, row
WHERE NOT row.hash IN coalesce(n.late, []) AND NOT (n:Retracted AND n.hash = row.hash)
SET n.late = coalesce(n.late, []) + row.hash
RETURN n.id AS id
