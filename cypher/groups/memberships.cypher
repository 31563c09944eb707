// Why are these parties in these groups, as the last run says?
// A row for each group: a party, its reasons as JSON text and its exposure. Leans on group_id.
UNWIND $ids AS id
MATCH (g:Group {id: id})
CALL (g) {
  MATCH (g)<-[m:MEMBER_OF]-(p)
  RETURN collect([p.id, m.reasons, m.exposure]) AS members
}
RETURN id, members
