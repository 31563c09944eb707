// Whom did the last run call beneficial owners of parties that no record describes any more?
// One row of columns. Leans on retired_id.
MATCH (p:Retired)
WHERE p.id > ''
MATCH (p)<-[e:BENEFICIAL_OWNER_OF]-(q)
WHERE e.regime = $regime
RETURN collect(p.id) AS subjects, collect(q.id) AS owners
