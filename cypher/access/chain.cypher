// Who seals the trail is alone with it from here on: where does the chain end?
// One row. Leans on chain_name.
MERGE (c:Chain {name: 'trail'})
ON CREATE SET c.number = 0, c.seal = $first
SET c.locked = c.number
RETURN c.number AS number, c.seal AS seal
