// Which matches wait for a steward, from after a place on, the most valuable first?
// A row for each, in order, with both records. Leans on match_waiting.
MATCH (a:Record)-[e:MATCHES]->(b:Record)
WHERE e.waiting > $after
WITH a, e, b ORDER BY e.waiting LIMIT $rows
RETURN
  e.id AS id, e.waiting AS place,
  CASE WHEN a.listed IS NULL AND b.listed IS NULL THEN 'IDENTITY' ELSE 'SCREENING' END AS kind,
  [a.id, a.source, a.key, a.version, a.receivedAt] AS left, [b.id, b.source, b.key, b.version, b.receivedAt] AS right
ORDER BY place
