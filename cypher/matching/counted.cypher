// How many records are there, and how many have still to be resolved?
// One row. Leans on the counts that the database keeps of labels.
MATCH (r:Record)
WITH count(r) AS records
CALL () {
  MATCH (u:Unresolved)
  RETURN count(u) AS pending
}
RETURN records, pending
