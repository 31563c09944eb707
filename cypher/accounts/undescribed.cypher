// Which of these accounts, each named by its id or by `#` and its number, does no record describe?
// A row for each. Leans on account_id, account_number.
UNWIND $ids AS id
WITH id
WHERE
  NOT EXISTS { MATCH (a:Account {id: id}) WHERE NOT a:Retracted } AND
  NOT EXISTS { MATCH (a:Account {number: substring(id, 1)}) WHERE id STARTS WITH '#' AND NOT a:Retracted }
RETURN id
