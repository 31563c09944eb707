// What fired again is added to alerts that are not closed.
// No rows. Leans on alert_id.
UNWIND $rows AS row
MATCH (a:Alert {id: row.id})
SET a.repeats = a.repeats + 1, a.lastDay = row.day, a.lastAt = row.at, a.further = coalesce(a.further, []) + row.evidence
