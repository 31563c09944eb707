// Facts that begin or cease to wait for an end; nobody needs to join them any more.
// No rows. Leans on fact_uid.
UNWIND $rows AS row
MATCH (f:Fact {uid: row.id})
SET f.joining = null
FOREACH (_ IN CASE WHEN row.waiting THEN [1] ELSE [] END | SET f:Waiting)
FOREACH (_ IN CASE WHEN row.waiting THEN [] ELSE [1] END | REMOVE f:Waiting)
