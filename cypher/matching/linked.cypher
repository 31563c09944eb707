// What has the model said of pairs of records in a slice of ids?
// One row of columns; the first record of each pair lies in the slice. Leans on record_id.
MATCH (a:Record)
USING INDEX a:Record(id)
WHERE a.id >= $start AND a.id < $end
MATCH (a)-[e:MATCHES]->(b:Record)
RETURN
  collect(a.id) AS lefts, collect(b.id) AS rights, collect(e.decision) AS decisions, collect(e.odds) AS odds,
  collect(coalesce(e.held, '')) AS held
