// Which of these names do other parties have as well, perhaps among other words?
// A row for each; `query` is Lucene's for all folded words of it. Leans on party_names.
UNWIND $names AS name
CALL (name) {
  CALL db.index.fulltext.queryNodes('party_names', name.query, {limit: 2}) YIELD node AS p
  WITH p
  WHERE p.id <> $id
  RETURN p
  LIMIT 1
}
RETURN name.text AS id
