// Files of transactions count from here on.
// No rows. Leans on transaction_file_id.
UNWIND $rows AS row
MERGE (f:TransactionFile {id: row.id})
SET f += row
