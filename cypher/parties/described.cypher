// Which party does a record describe, or did it at a moment? One that is erased is found by no name of its source.
// A row if there is one. Leans on record_id.
MATCH (r:Record {id: $record})-[:DESCRIBES]->(p)
WHERE r.erasedAt IS NULL
RETURN
  coalesce(COLLECT { MATCH (r)-[m:MOVED]->() WHERE m.at > $known RETURN m.from ORDER BY m.at LIMIT 1 }[0], p.id) AS id
