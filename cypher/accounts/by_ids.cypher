// What is kept of these accounts and exposures?
// A row for each. Leans on account_id, exposure_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Account {id: id}) RETURN n
  UNION
  MATCH (n:Exposure {id: id}) RETURN n
}
RETURN id, properties(n) AS properties
