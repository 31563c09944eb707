// Which parties may have to be erased: restricted ones, those of some statuses, those that no source describes any more?
// A row for each party after an id that is not erased, in the order of ids. Leans on party_id, retired_id.
CALL () {
  MATCH (p:Party)
  USING INDEX p:Party(id)
  WHERE p.id > $after AND (p.restricted IS NOT NULL OR p.status IN $statuses)
    AND EXISTS { MATCH (p)<-[:DESCRIBES]-(r:Record) WHERE r.erasedAt IS NULL AND r.version IS NOT NULL }
  RETURN p
  ORDER BY p.id
  LIMIT $rows
  UNION
  MATCH (p:Retired)
  USING INDEX p:Retired(id)
  WHERE p.id > $after AND EXISTS { MATCH (p)<-[:DESCRIBES]-(r:Record) WHERE r.erasedAt IS NULL AND r.version IS NOT NULL }
  RETURN p
  ORDER BY p.id
  LIMIT $rows
}
RETURN p.id AS id
ORDER BY p.id
LIMIT $rows
