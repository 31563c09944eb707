// Which records share a candidate key with these, as a Lucene query over keys says?
// A row of columns for each: the ids of the first so many that the index finds and their keys. Leans on record_keys.
UNWIND $rows AS row
CALL (row) {
  CALL db.index.fulltext.queryNodes('record_keys', row.query, {limit: row.most}) YIELD node AS r
  RETURN collect(r.id) AS ids, collect(r.keys) AS keys
}
RETURN row.id AS id, ids, keys
