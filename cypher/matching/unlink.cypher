// Records match nothing any more.
// A row for each that stood or fell with them: it was matched, or is of the same party. Leans on record_id.
UNWIND $ids AS id
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
  UNWIND $ids AS id
  MATCH (:Record {id: id})-[e:MATCHES]-()
  DELETE e
}
UNWIND mates AS mate
RETURN mate AS id
