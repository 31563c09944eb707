// What changed of the groups of a kind since a moment?
// A row for each, in the order of time. Leans on group_changed.
MATCH (c:GroupChange)
WHERE c.kind = $kind AND c.at >= $since
RETURN
  c.id AS id, c.at AS at, c.group AS group, c.change AS change, c.parties AS parties, c.groups AS groups,
  c.relationships AS relationships, c.text AS text
ORDER BY at, group, change, id
