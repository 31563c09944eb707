// Which relationships that may connect lie at these parties?
// One row of columns: the parties; each holding with its ends and its share (-1 where it has none); of holdings that say
// more than a share, what they say; ties and links of other kinds; what is rebutted; the votes that are suspended in
// what the parties hold. At each party the first $widest of a sort, of holdings the largest. What has ended by $day does
// not count.
// Leans on party_id, party_part_of, owns_on_behalf_of.
UNWIND $ids AS id
MATCH (p:Party)
WHERE p.id = id OR p.partOf = id
WITH collect(p) AS parties
CALL (parties) {
  UNWIND parties AS p
  CALL (p) {
    MATCH (p)<-[e:OWNS]-(:Party)
    WHERE 'OWNS' IN $kinds AND coalesce(e.validTo > $day, true)
    RETURN e
    ORDER BY coalesce(e.strength, 100.0) DESC, e.id
    LIMIT $widest
  UNION
    MATCH (p)-[e:OWNS]->(:Party)
    WHERE 'OWNS' IN $kinds AND coalesce(e.validTo > $day, true)
    RETURN e
    ORDER BY coalesce(e.strength, 100.0) DESC, e.id
    LIMIT $widest
  UNION
    MATCH ()-[e:OWNS {onBehalfOf: coalesce(p.id, p.partOf)}]->(:Party)
    WHERE 'OWNS' IN $kinds AND coalesce(e.validTo > $day, true)
    RETURN e
    LIMIT $widest
  }
  WITH DISTINCT e
  RETURN
    collect(e.id) AS relationships, collect(coalesce(startNode(e).id, startNode(e).partOf)) AS holders,
    collect(coalesce(endNode(e).id, endNode(e).partOf)) AS held,
    collect(coalesce(e.strength, -1.0)) AS shares,
    collect(CASE
      WHEN e.voting = e.share AND e.votingSuspended IS NULL AND e.onBehalfOf IS NULL THEN null
      ELSE [e.id, e.minShare, e.maxShare, e.voting, e.votingSuspended, e.onBehalfOf, e.exclusive]
    END) AS special,
    collect(CASE WHEN e.rebutted IS NOT NULL THEN [e.id, e.rebutted] END) AS rebutted_holdings
}
CALL (parties) {
  UNWIND parties AS p
  CALL (p) {
    MATCH (p)-[e:CONTROLS|MANAGES|FAMILY_OF|DEPENDS_ON|GUARANTEES]-(:Party)
    WHERE type(e) IN $kinds AND coalesce(e.validTo > $day, true)
    RETURN e
    LIMIT $widest
  UNION
    MATCH (p)-[e:RELATED_TO]-(:Party)
    WHERE 'RELATED_TO' IN $kinds AND e.role IN $roles AND coalesce(e.validTo > $day, true)
    RETURN e
    LIMIT $widest
  }
  WITH DISTINCT e
  RETURN
    collect([
      type(e), e.id, coalesce(startNode(e).id, startNode(e).partOf), coalesce(endNode(e).id, endNode(e).partOf),
      CASE WHEN type(e) IN ['CONTROLS', 'DEPENDS_ON', 'GUARANTEES'] THEN e.means ELSE e.role END,
      coalesce(e.share, e.minShare), e.material, e.replaceable
    ]) AS ties,
    collect(CASE WHEN e.rebutted IS NOT NULL THEN [e.id, e.rebutted] END) AS rebutted_ties,
    collect(DISTINCT startNode(e)) + collect(DISTINCT endNode(e)) AS ends
}
CALL (parties) {
  UNWIND parties AS p
  MATCH (p)-[:OWNS]->(t:Party)
  WHERE 'OWNS' IN $kinds AND COUNT { (t)<-[:OWNS]-() } <= $widest
  WITH DISTINCT t
  MATCH (t)<-[e:OWNS]-(h)
  WHERE (e.votingSuspended OR coalesce(h.id, h.partOf) = coalesce(t.id, t.partOf)) AND coalesce(e.validTo > $day, true)
  RETURN collect([coalesce(t.id, t.partOf), coalesce(e.voting, e.share)]) AS dormant
}
CALL (parties, ends) {
  UNWIND parties + ends AS p
  WITH DISTINCT CASE WHEN p.id IS NULL THEN COLLECT { MATCH (p)-[:ONE_WITH]->(whole) RETURN whole }[0] ELSE p END AS p
  RETURN collect(p.id) AS ids, collect(p.kind) AS kinds, collect(coalesce(p.flags, [])) AS flags
}
RETURN
  ids, kinds, flags, relationships, holders, held, shares, special, ties, rebutted_holdings + rebutted_ties AS rebutted,
  dormant
