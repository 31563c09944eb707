// What do these records say, and since when?
// One row of columns. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})
WHERE r.payload IS NOT NULL
RETURN collect(r.id) AS ids, collect(r.payload) AS payloads, collect(r.receivedAt) AS moments
