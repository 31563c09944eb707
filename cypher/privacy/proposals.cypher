// Which proposals are these, and which drafts hold one of these words?
// A row for each with its words and what was said of it. Leans on change_request_id, change_request_place.
CALL () {
  UNWIND $ids AS id
  MATCH (c:ChangeRequest {id: id})
  RETURN c
  UNION
  MATCH (c:ChangeRequest {status: 'DRAFT'})
  WHERE c.place > '' AND any(word IN $words WHERE c.title CONTAINS word OR any(text IN c.changes WHERE text CONTAINS word))
  RETURN c
}
RETURN c.id AS id, c.id IN $ids AS asked, [coalesce(c.title, '')] + c.changes AS texts, c.decisions AS decisions
