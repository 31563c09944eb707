// Which relationships that may connect go out from the parties of a slice of ids?
// One row of columns, as of `groups/around`; the parties are those that any of these kinds lies at. What has ended
// by $day does not count. Leans on party_id, party_part_of.
CALL () {
  MATCH (p:Party)
  WHERE p.id >= $start AND p.id < $end
    AND (
      EXISTS { (p)-[:OWNS|CONTROLS|MANAGES|FAMILY_OF|DEPENDS_ON|GUARANTEES|RELATED_TO]-() } OR p.flags IS NOT NULL
    )
  RETURN collect(p) AS parties
}
CALL (parties) {
  MATCH (part:Party)
  WHERE part.partOf >= $start AND part.partOf < $end
  MATCH (part)-[:ONE_WITH]->(whole)
  WITH collect(part) AS parts, collect(whole) AS wholes
  RETURN parties + parts AS nodes, wholes
}
CALL (nodes) {
  UNWIND nodes AS p
  MATCH (p)-[e:OWNS]->(q:Party)
  WHERE 'OWNS' IN $kinds AND coalesce(e.validTo > $day, true)
  RETURN
    collect(e.id) AS relationships, collect(coalesce(p.id, p.partOf)) AS holders,
    collect(coalesce(q.id, q.partOf)) AS held,
    collect(coalesce(e.strength, -1.0)) AS shares,
    collect(CASE
      WHEN e.voting = e.share AND e.votingSuspended IS NULL AND e.onBehalfOf IS NULL THEN null
      ELSE [e.id, e.minShare, e.maxShare, e.voting, e.votingSuspended, e.onBehalfOf, e.exclusive]
    END) AS special,
    collect(CASE WHEN e.rebutted IS NOT NULL THEN [e.id, e.rebutted] END) AS rebutted_holdings
}
CALL (nodes) {
  UNWIND nodes AS p
  MATCH (p)-[e:CONTROLS|MANAGES|FAMILY_OF|DEPENDS_ON|GUARANTEES|RELATED_TO]->(q:Party)
  WHERE type(e) IN $kinds AND (type(e) <> 'RELATED_TO' OR e.role IN $roles) AND coalesce(e.validTo > $day, true)
  RETURN
    collect([
      type(e), e.id, coalesce(p.id, p.partOf), coalesce(q.id, q.partOf),
      CASE WHEN type(e) IN ['CONTROLS', 'DEPENDS_ON', 'GUARANTEES'] THEN e.means ELSE e.role END,
      coalesce(e.share, e.minShare), e.material, e.replaceable
    ]) AS ties,
    collect(CASE WHEN e.rebutted IS NOT NULL THEN [e.id, e.rebutted] END) AS rebutted_ties
}
CALL (parties, wholes) {
  UNWIND parties + wholes AS p
  WITH DISTINCT p
  RETURN collect(p.id) AS ids, collect(p.kind) AS kinds, collect(coalesce(p.flags, [])) AS flags
}
RETURN
  ids, kinds, flags, relationships, holders, held, shares, special, ties, rebutted_holdings + rebutted_ties AS rebutted,
  [] AS dormant
