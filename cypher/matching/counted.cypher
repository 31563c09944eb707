// How many records are there, how many have still to be resolved, and is any of these kept in another edition of evidence?
// One row. Leans on the counts that the database keeps of labels, and on unresolved_id.
MATCH (r:Record)
WITH count(r) AS records
CALL () {
  MATCH (u:Unresolved)
  RETURN count(u) AS pending
}
RETURN
  records, pending,
  EXISTS { MATCH (u:Unresolved) WHERE u.evidence IS NOT NULL AND NOT u.evidence STARTS WITH $edition } AS is_old
