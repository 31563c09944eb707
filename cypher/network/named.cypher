// Which parties are called something like this, as a Lucene query over folded words and sound keys says?
// One row: their ids and, in the same order, their names; the best first; of the first $window that the index finds, at
// most $most that the filter lets through. Leans on party_names.
CALL db.index.fulltext.queryNodes('party_names', $query, {limit: $window}) YIELD node AS p
WHERE ($kinds IS NULL OR p.kind IN $kinds)
  AND ($statuses IS NULL OR p.status IN $statuses)
  AND ($countries IS NULL OR any(country IN p.countries WHERE country IN $countries))
  AND ($scope IS NULL OR any(area IN $scope WHERE (area.branches IS NULL OR p.branch IS NULL OR p.branch IN area.branches)
    AND (area.segments IS NULL OR p.segment IS NULL OR p.segment IN area.segments OR p.segment = 'restricted')
    AND (area.restricted OR p.segment IS NULL OR p.segment <> 'restricted')))
WITH p
LIMIT $most
RETURN collect(p.id) AS ids, collect(p.nameTexts) AS names
