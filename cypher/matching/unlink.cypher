// Records that were taken back match nothing any more.
// A row for each that stood or fell with them. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})-[e:MATCHES]-(other:Record)
WITH e, other, e.decision AS decision
DELETE e
WITH other, decision
WHERE decision = 'SAME'
RETURN DISTINCT other.id AS id
