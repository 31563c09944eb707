// What became of parties: an event with the birth record of each party, and where each record went.
// No rows. Leans on lineage_id, record_id, turn_name.
MERGE (t:Turn {name: 'matching'})
SET t.at = $at
WITH t
UNWIND $rows AS row
CREATE (e:LineageEvent)
SET e = row.event
WITH row, e
CALL (row, e) {
  UNWIND row.births AS id
  MATCH (r:Record {id: id})
  CREATE (e)-[:OF]->(r)
}
CALL (row, e) {
  UNWIND row.moves AS move
  MATCH (r:Record {id: move.record})
  CREATE (r)-[:MOVED {from: move.from, to: move.to, at: e.at}]->(e)
}
