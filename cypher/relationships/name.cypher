// Identifiers that name an end, and the party that carries each; they are locked, so that nobody comes to carry one
// meanwhile.
// A row for each: how many parties carry it, and the first record that states it. Leans on identifier_id.
UNWIND $rows AS row
MERGE (i:Identifier {id: row.id})
ON CREATE SET i += row.node
SET i:Named
WITH i
OPTIONAL MATCH (i)<-[:HAS_IDENTIFIER]-(r:Record)-[:DESCRIBES]->(p:Party)
RETURN i.id AS id, count(DISTINCT p) AS carriers, min(r.id) AS record
