// Which groups of a kind did the last run find, the largest exposure first?
// A row for each, at most $first, from a place on; with its members and their reasons. Leans on group_worth.
MATCH (g:Group)
WHERE g.kind = $kind AND g.worth <= $worth AND g.size >= $size AND (g.worth < $worth OR g.id > $after)
WITH g
ORDER BY g.worth DESC, g.id
LIMIT $first
CALL (g) {
  MATCH (g)<-[m:MEMBER_OF]-(p)
  WITH p, m
  ORDER BY p.id
  RETURN collect([p.id, m.exposure, m.reasons]) AS members
}
RETURN
  g.id AS id, g.core AS core, members, g.exposure AS exposure, g.currency AS currency, g.share AS share,
  g.large AS large, g.breached AS breached, g.exceptions AS exceptions, g.warnings AS warnings
