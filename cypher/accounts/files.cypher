// Which files hold the transactions?
// A row for each. Leans on transaction_file_id.
MATCH (f:TransactionFile)
WHERE f.id > ''
RETURN f.id AS id, f.content AS content, f.day AS day, f.rows AS rows
ORDER BY id
