// Facts whose end has come, put on the schedule of a day to be joined then, since too many waited with them.
// No rows. Leans on fact_uid.
UNWIND $ids AS id
MATCH (f:Fact {uid: id})
SET f:Scheduled, f.due = $day, f.joining = true
