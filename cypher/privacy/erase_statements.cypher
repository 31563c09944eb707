// Facts, accounts and exposures that name a party that is erased name it by its pseudonym; shares and amounts stay.
// No rows. The nodes were found in the same transaction.
UNWIND $rows AS row
MATCH (n)
WHERE elementId(n) = row.node
SET n.payload = row.payload, n.key = row.key, n.rebutted = row.rebutted, n.number = row.number,
  n.collateral = row.collateral
REMOVE n.attributes
WITH n
MATCH (n)-[tie:NAMES]->(i)
WHERE i.id IN $identifiers
DELETE tie
