// Which classes were set by hand for these parties under a scheme, as of a day and as it was known at a moment?
// A row for each party that has one: the one that was set last, with its id. One that was replaced stood until the day
// before, or as long as nobody knew of that. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})<-[:DESCRIBES]-(:Record)<-[:OVERRIDES]-(o:RiskOverride)
WHERE
  o.scheme = $scheme AND o.until >= $day AND left(o.at, 10) <= $day AND coalesce(o.at <= $known, true)
  AND (o.replacedAt IS NULL OR left(o.replacedAt, 10) > $day OR coalesce(o.replacedAt > $known, false))
WITH id, o
ORDER BY o.at DESC
WITH id, collect(o)[0] AS o
RETURN id AS id, o.id AS override, o.class AS word, o.reason AS reason, o.by AS by, o.until AS until
