// Who seals the trail is alone with it from here on: where does the chain end?
// One row. The end is read once the lock is held: before, another may have gone on. Leans on chain_name.
MERGE (c:Chain {name: 'trail'})
ON CREATE SET c.number = 0, c.seal = $first
SET c.locked = true
WITH c
RETURN c.number AS number, c.seal AS seal
