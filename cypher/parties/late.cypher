// Versions that are older, by their source's own time, than what is stored: they go into history and change nothing.
// A row for each that was new. Leans on record_id.
UNWIND $rows AS row
MATCH (r:Record {id: row.id})
WHERE NOT EXISTS { (r)-[:WAS]->(:RecordVersion {hash: row.hash}) }
CREATE (r)-[:WAS]->(:RecordVersion {
  version: r.version, hash: row.hash, at: row.at, receivedAt: row.receivedAt, knownTo: row.receivedAt,
  payload: row.payload, type: row.type, retracted: false, batch: row.batch, cameLate: true
})
RETURN r.id AS id
