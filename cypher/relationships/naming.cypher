// Which ends are named by these identifiers, and who carries each now? The identifiers are locked.
// A row for each end: what names it, the record it is tied to, the record it should be. Leans on named_id.
UNWIND $ids AS id
MATCH (i:Named {id: id})
SET i:Named
WITH i
CALL (i) {
  OPTIONAL MATCH (i)<-[:HAS_IDENTIFIER]-(r:Record)-[:DESCRIBES]->(p:Party)
  RETURN CASE count(DISTINCT p) WHEN 1 THEN min(r.id) END AS wanted
}
MATCH (i)<-[n:NAMES]-(x)
WHERE x.knownTo IS NULL
OPTIONAL MATCH (x)-[t:FROM|TO|ABOUT|ON_BEHALF_OF|HELD_BY|OWED_BY {name: i.id}]->(old:Record)
WHERE type(t) = n.end
RETURN x.id AS id, n.end AS end, i.id AS identifier, old.id AS tied, wanted
