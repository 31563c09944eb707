// Who holds each account, and which is the first of the records of theirs that do?
// A row for each account that somebody holds. Leans on account_id.
MATCH (a:Account)-[:HELD_BY]->(r:Record)-[:DESCRIBES]->(p:Party)
WHERE a.id > '' AND NOT a:Retracted
WITH a, r, p
ORDER BY r.id
WITH a, collect(DISTINCT p.id) AS parties, collect(r)[0] AS r
RETURN a.id AS id, a.number AS number, parties, r.source AS source, r.key AS key
