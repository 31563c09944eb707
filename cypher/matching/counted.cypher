// How many records are there, how many have still to be resolved, and is any of these kept in another edition of evidence?
// One row. Leans on the counts that the database keeps of labels, and on unresolved_id.
MATCH (r:Record)
WITH count(r) AS records
CALL () {
  MATCH (u:Unresolved)
  RETURN count(u) AS pending
}
CALL () {
  MATCH (u:Unresolved)
  WHERE u.id > '' AND u.evidence IS NOT NULL AND NOT u.evidence STARTS WITH $edition
  WITH u LIMIT 1
  RETURN count(u) > 0 AS is_old
}
RETURN records, pending, is_old
