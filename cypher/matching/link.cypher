// What the model says of records, in place of what it said before: pairs that it takes for one party, or leaves to a
// steward; the records are resolved.
// A row for each record that stood or fell with those that are `asked` about before: it was matched, or is of the same
// party. Leans on record_id, unresolved_id.
UNWIND $asked AS id
MATCH (r:Record {id: id})
CALL (r) {
  MATCH (r)-[:DESCRIBES]->()<-[:DESCRIBES]-(mate:Record)
  RETURN mate
  UNION
  MATCH (r)-[e:MATCHES]-(mate:Record)
  WHERE e.decision = 'SAME'
  RETURN mate
}
WITH collect(DISTINCT mate.id) AS mates
CALL () {
  UNWIND $records AS id
  MATCH (r:Unresolved {id: id})
  REMOVE r:Unresolved
}
CALL () {
  UNWIND $records AS id
  MATCH (:Record {id: id})-[e:MATCHES]-()
  DELETE e
}
CALL () {
  UNWIND $rows AS row
  MATCH (a:Record {id: row.left})
  MATCH (b:Record {id: row.right})
  WHERE a.erasedAt IS NULL AND b.erasedAt IS NULL
  CREATE (a)-[e:MATCHES]->(b)
  SET e = row.match
}
UNWIND mates AS mate
RETURN mate AS id
