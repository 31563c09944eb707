// Which parties answered under these ids at a moment; without one, today? A party's id is that of one of its records,
// with another first letter.
// A row for each id whose record describes a party. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: 'r' + substring(id, 1)})-[:DESCRIBES]->(p)
RETURN
  id,
  coalesce(COLLECT { MATCH (r)-[m:MOVED]->() WHERE m.at > $known RETURN m.from ORDER BY m.at LIMIT 1 }[0], p.id) AS party
