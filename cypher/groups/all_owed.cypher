// What is owed, of the exposures of a slice of ids?
// One row of columns, as of `groups/owed`. Leans on exposure_id.
MATCH (x:Exposure)
WHERE x.id >= $start AND x.id < $end
MATCH (x)-[:OWED_BY]->(:Record)-[:DESCRIBES]->(p:Party)
RETURN collect(p.id) AS ids, collect(x.amount) AS amounts, collect(x.currency) AS currencies
