// What do the other records say of the parties that these records describe?
// A row for each other record that was not retracted. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})-[:DESCRIBES]->(p)<-[:DESCRIBES]-(s:Record)
WHERE s <> r AND s.retractedAt IS NULL
RETURN id, s.source AS source, s.payload AS payload, s.receivedAt AS received_at
