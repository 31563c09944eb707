// Retractions that came before what they take back: kept until it comes, each with its latest time, and signed.
// A row for each that says something new, with what was kept before, and by whom. Leans on retraction_id.
UNWIND $rows AS row
MERGE (t:Retraction {id: row.id})
WITH t, row, t.at AS at, t.reason AS reason, t.batch AS batch, t.basis AS basis
WHERE at IS NULL OR at < row.at
SET t.at = row.at, t.reason = row.reason, t.batch = row.batch, t.basis = row.basis
RETURN t.id AS id, at, reason, batch, basis
