// How many facts wait for an end?
// One row.
MATCH (f:Waiting)
RETURN count(f) AS number
