// Which facts begin or end on a day that has come?
// A row for each, the longest due first. Leans on scheduled_due.
MATCH (f:Scheduled)
WHERE f.due <= $day
RETURN f.uid AS id
ORDER BY f.due
LIMIT $most
