// Records come to the parties that they describe from now on. Ids change hands, so these are given up before any is taken:
// nodes that stay under another id get one that nobody else has, as do those that are born; those that no record describes any more
// give theirs up before they go (where such a node was computed again in this transaction, the index would keep the id
// for it, and nobody could take it over); then all get the ids under which they answer.
// No rows. Leans on party_id, record_id.
CALL () {
  UNWIND $kept AS row
  MATCH (p:Party {id: row.id})
  SET p.id = row.place
}
CALL () {
  UNWIND $gathered AS row
  FOREACH (_ IN CASE WHEN row.born THEN [1] ELSE [] END | CREATE (:Party {id: row.place}))
  WITH row
  MATCH (p:Party {id: row.place})
  SET p.version = row.version
  WITH row, p
  UNWIND row.records AS id
  MATCH (r:Record {id: id})-[d:DESCRIBES]->()
  DELETE d
  CREATE (r)-[:DESCRIBES]->(p)
}
CALL () {
  UNWIND $dissolved AS id
  MATCH (p:Party {id: id})
  REMOVE p.id
  DETACH DELETE p
}
CALL () {
  UNWIND $called AS row
  MATCH (p:Party {id: row.place})
  SET p.id = row.id
}
