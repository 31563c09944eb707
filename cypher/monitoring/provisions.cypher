// Against which exposures stands a provision of at least such a part?
// A row for each. Leans on exposure_id.
MATCH (x:Exposure)-[:OWED_BY]->(:Record)-[:DESCRIBES]->(p:Party)
WHERE x.id > '' AND toFloat(x.provision) > 0 AND toFloat(x.provision) >= $least * toFloat(x.amount)
RETURN
  p.id AS party, {exposure: x.id, provision: x.provision, amount: x.amount, currency: x.currency} AS numbers,
  [] AS paths, null AS day
