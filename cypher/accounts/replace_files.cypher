// Files of transactions take the place of others.
// No rows. Leans on transaction_file_id.
CALL () {
  UNWIND $gone AS id
  MATCH (f:TransactionFile {id: id})
  DETACH DELETE f
}
UNWIND $rows AS row
MERGE (f:TransactionFile {id: row.id})
SET f += row
