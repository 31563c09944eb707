// Which parties stand at these records today? They are locked, in the order asked for, and their versions grow.
// One row of columns: each record that describes a party, the party, its version. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})-[:DESCRIBES]->(p:Party)
SET p.version = p.version + 1
RETURN collect(r.id) AS records, collect(p.id) AS parties, collect(p.version) AS versions
