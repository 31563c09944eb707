// How many matches wait for a steward?
// One row. Leans on match_waiting.
MATCH (:Record)-[e:MATCHES]->(:Record)
WHERE e.waiting > ''
RETURN count(e) AS pairs
