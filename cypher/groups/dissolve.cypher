// Groups that are no more.
// A row for each party that was in one, with its version. Leans on group_id.
UNWIND $ids AS id
MATCH (g:Group {id: id})
OPTIONAL MATCH (g)<-[:MEMBER_OF]-(p)
WITH g, collect(p) AS members
DETACH DELETE g
WITH members
UNWIND members AS p
RETURN DISTINCT p.id AS id, coalesce(p.version, 0) AS version
