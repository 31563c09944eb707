// Which parties are there, of some kinds, statuses and countries?
// A row for each party after a given id, in the order of ids. Leans on party_id.
MATCH (p:Party)
WHERE p.id > $after
  AND ($kinds IS NULL OR p.kind IN $kinds)
  AND ($statuses IS NULL OR p.status IN $statuses)
  AND ($countries IS NULL OR any(country IN p.countries WHERE country IN $countries))
  AND ($scope IS NULL OR any(area IN $scope WHERE (area.branches IS NULL OR p.branch IS NULL OR p.branch IN area.branches)
    AND (area.segments IS NULL OR p.segment IS NULL OR p.segment IN area.segments OR p.segment = 'restricted')
    AND (area.restricted OR p.segment IS NULL OR p.segment <> 'restricted')))
WITH p ORDER BY p.id LIMIT $rows
RETURN
  p.id AS id, p.kind AS kind, p.status AS status, p.name AS name, p.version AS version, p.birthDate AS birth_date,
  p.jurisdiction AS jurisdiction, coalesce(p.flags, []) AS flags, p.segment AS segment, p.branch AS branch,
  p.manager AS manager
