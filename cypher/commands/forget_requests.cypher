// Requests that are too old to be sent again are forgotten, some at a time.
// No rows. Leans on once_at.
MATCH (o:Once)
WHERE o.at < $before
WITH o
LIMIT 100
DELETE o
