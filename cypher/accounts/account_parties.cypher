// Who holds each account?
// A row for each account that somebody holds. Leans on account_id.
MATCH (a:Account)-[:HELD_BY]->(:Record)-[:DESCRIBES]->(p:Party)
WHERE a.id > '' AND NOT a:Retracted
RETURN a.id AS id, a.number AS number, collect(DISTINCT p.id) AS parties
