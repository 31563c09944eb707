// At which parties does a record look like one of a list, with at least such a probability?
// A row for each pair. Leans on match_waiting.
MATCH (l:Record)-[m:MATCHES]-(r:Record)-[:DESCRIBES]->(p:Party)
WHERE m.waiting > '' AND l.listed AND NOT coalesce(r.listed, false) AND m.probability >= $least
RETURN
  p.id AS party, {list: l.source, entry: l.key, record: r.id, probability: m.probability} AS numbers,
  [] AS paths, null AS day
