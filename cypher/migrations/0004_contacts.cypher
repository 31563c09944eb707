// A number is one node, whoever calls it mobile, phone or fax: what it was called goes to the ties.
// A number that was never called phone keeps the id it has, and meets its like only when its records come again.
MATCH (c:Contact)
WHERE c.kind IS NOT NULL
CALL (c) {
  MATCH (c)<-[tie:HAS_CONTACT]-()
  WHERE tie.kinds IS NULL
  SET tie.kinds = [c.kind]
} IN TRANSACTIONS OF 1000 ROWS;
MATCH (c:Contact)
WHERE c.kind IN ['mobile', 'fax']
MATCH (twin:Contact {kind: 'phone', value: c.value})
CALL (c, twin) {
  MATCH (c)<-[tie:HAS_CONTACT]-(r)
  MERGE (r)-[other:HAS_CONTACT]->(twin)
  SET other.kinds = tie.kinds + coalesce(other.kinds, [])
  DELETE tie
} IN TRANSACTIONS OF 1000 ROWS;
MATCH (c:Contact)
WHERE c.kind IS NOT NULL
CALL (c) {
  FOREACH (_ IN CASE WHEN EXISTS { (c)<-[:HAS_CONTACT]-() } THEN [] ELSE [1] END | DETACH DELETE c)
  FOREACH (_ IN CASE WHEN EXISTS { (c)<-[:HAS_CONTACT]-() } THEN [1] ELSE [] END |
    SET c.family = CASE WHEN c.kind IN ['mobile', 'fax'] THEN 'phone' ELSE c.kind END
    REMOVE c.kind
  )
} IN TRANSACTIONS OF 1000 ROWS;
