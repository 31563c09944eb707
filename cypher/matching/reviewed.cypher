// Which matches have these ids?
// A row for each, whether it waits or not, with both records. Leans on match_id.
UNWIND $ids AS id
MATCH (a:Record)-[e:MATCHES {id: id}]->(b:Record)
RETURN
  e.id AS id, coalesce(e.waiting, '') AS place,
  CASE WHEN a.listed IS NULL AND b.listed IS NULL THEN 'IDENTITY' ELSE 'SCREENING' END AS kind,
  [a.id, a.source, a.key, a.version, a.receivedAt] AS left, [b.id, b.source, b.key, b.version, b.receivedAt] AS right
