// What records say of a party is restricted from now on: each is tied to a pin of its own, which goes wherever it goes.
// No rows. Leans on record_id, override_id.
UNWIND $rows AS row
MATCH (r:Record {id: row.record})
CREATE (o:Override)-[:CORRECTS {version: r.version}]->(r)
SET o = row.pin
