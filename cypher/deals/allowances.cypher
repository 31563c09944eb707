// Which deals with exactly these parties, of this product and currency, were allowed through a day that is not over?
// A row for each, the one that lasts longest first. Leans on party_id.
UNWIND $ids[..1] AS id
MATCH (:Party {id: id})<-[:DESCRIBES]-(:Record)<-[:ALLOWS]-(d:AllowedDeal {product: $product, currency: $currency})
WHERE d.until >= $day
WITH DISTINCT d, COLLECT { MATCH (d)-[:ALLOWS]->(:Record)-[:DESCRIBES]->(p:Party) RETURN DISTINCT p.id } AS parties
WHERE size(parties) = size($ids) AND all(one IN parties WHERE one IN $ids)
RETURN d.id AS id, d.amount AS amount, d.by AS by, d.until AS until, coalesce(d.covers, []) AS covers
ORDER BY until DESC, id
