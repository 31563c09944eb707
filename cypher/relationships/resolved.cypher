// Which parties stand at these records today? They are locked, in the order asked for, and their versions grow.
// A row for each record that describes a party. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})-[:DESCRIBES]->(p:Party)
SET p.version = p.version + 1
RETURN r.id AS id, p.id AS party, p.version AS version
