// The next day on which facts begin or end, or that there is none.
// No rows. Leans on fact_uid.
UNWIND $rows AS row
MATCH (f:Fact {uid: row.id})
SET f.due = row.due
FOREACH (_ IN CASE WHEN row.due IS NULL THEN [1] ELSE [] END | REMOVE f:Scheduled)
