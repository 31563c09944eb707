// Retractions that came before what they take back: kept until it comes, each with its latest time.
// A row for each that says something new. Leans on retraction_id.
UNWIND $rows AS row
MERGE (t:Retraction {id: row.id})
WITH t, row
WHERE t.at IS NULL OR t.at < row.at
SET t.at = row.at, t.reason = row.reason
RETURN t.id AS id
