// Who are the peers of each party: those of its kind and segment?
// A row for each party. Leans on party_id.
MATCH (p:Party)
WHERE p.id > ''
RETURN p.id AS id, p.kind + ' ' + coalesce(p.segment, '') AS peers
