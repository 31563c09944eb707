// These entries are sealed, and the chain ends with the last of them.
// No rows. Leans on unsealed_id, chain_name.
UNWIND $rows AS row
MATCH (a:Unsealed {id: row.id})
SET a.number = row.number, a.seal = row.seal, a.digest = row.digest
REMOVE a:Unsealed
WITH max(row.number) AS last
MATCH (c:Chain {name: 'trail'})
SET c.number = last, c.seal = $seal
