// What do these parties owe?
// One row of columns: the party, the amount and its currency, once for each exposure. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})<-[:DESCRIBES]-(:Record)<-[:OWED_BY]-(x:Exposure)
RETURN collect(p.id) AS ids, collect(x.amount) AS amounts, collect(x.currency) AS currencies
