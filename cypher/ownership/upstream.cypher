// What lies above these parties: everybody who owns or controls them, at most $most parties within $depth steps?
// One row of columns: the parties, those walked first; each holding with its ends and its share (-1 where it has none);
// of holdings that say more than a share, what they say; ties of other kinds; at most $edges of each. Parties on whose
// behalf others hold are walked from too, and whoever acts in concert about one of them, two deep. What has ended by
// $day does not count, though it may still be drawn.
// Leans on party_id, party_part_of; a breadth-first walk meets each party once.
CALL () {
  UNWIND $ids AS id
  MATCH (s:Party)
  WHERE s.id = id OR s.partOf = id
  CALL (s) {
    MATCH way = (s)<-[:OWNS|CONTROLS|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF|BENEFICIARY_OF|ONE_WITH*0..100]-(p:Party)
    RETURN p, min(length(way)) AS steps
  }
  WITH p, steps
  WHERE steps <= $depth
  WITH DISTINCT p
  LIMIT $most
  RETURN collect(p) AS first
}
CALL (first) {
  CALL (first) {
    UNWIND first AS held
    MATCH (held)<-[e:OWNS]-()
    RETURN e.onBehalfOf AS id
  UNION
    WITH first, [p IN first | coalesce(p.id, p.partOf)] AS met
    UNWIND first AS p
    MATCH (p)-[e:RELATED_TO]-(q:Party)
    WHERE e.role = 'acting-in-concert' AND e.about IN met AND NOT coalesce(q.id, q.partOf) IN met AND coalesce(e.validTo > $day, true)
    RETURN coalesce(q.id, q.partOf) AS id
  }
  WITH DISTINCT id
  WHERE id IS NOT NULL
  MATCH (s:Party)
  WHERE s.id = id OR s.partOf = id
  CALL (s) {
    MATCH way = (s)<-[:OWNS|CONTROLS|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF|BENEFICIARY_OF|ONE_WITH*0..100]-(p:Party)
    RETURN p, min(length(way)) AS steps
  }
  WITH p, steps
  WHERE steps <= $depth
  WITH DISTINCT p
  LIMIT $most
  RETURN collect(p) AS second
}
CALL (second) {
  CALL (second) {
    UNWIND second AS held
    MATCH (held)<-[e:OWNS]-()
    RETURN e.onBehalfOf AS id
  UNION
    WITH second, [p IN second | coalesce(p.id, p.partOf)] AS met
    UNWIND second AS p
    MATCH (p)-[e:RELATED_TO]-(q:Party)
    WHERE e.role = 'acting-in-concert' AND e.about IN met AND NOT coalesce(q.id, q.partOf) IN met AND coalesce(e.validTo > $day, true)
    RETURN coalesce(q.id, q.partOf) AS id
  }
  WITH DISTINCT id
  WHERE id IS NOT NULL
  MATCH (s:Party)
  WHERE s.id = id OR s.partOf = id
  CALL (s) {
    MATCH way = (s)<-[:OWNS|CONTROLS|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF|BENEFICIARY_OF|ONE_WITH*0..100]-(p:Party)
    RETURN p, min(length(way)) AS steps
  }
  WITH p, steps
  WHERE steps <= $depth
  WITH DISTINCT p
  LIMIT $most
  RETURN collect(p) AS third
}
CALL (first, second, third) {
  UNWIND first + second + third AS p
  RETURN collect(DISTINCT p)[..$most] AS walked
}
CALL (walked) {
  UNWIND walked AS p
  MATCH (p)<-[e:OWNS]-(q:Party)
  WHERE coalesce(e.validTo > $day, true)
  WITH p, e, q
  LIMIT $edges
  RETURN
    collect(e.id) AS relationships, collect(coalesce(q.id, q.partOf)) AS holders,
    collect(coalesce(p.id, p.partOf)) AS held,
    collect(coalesce(e.strength, -1.0)) AS shares,
    collect(CASE
      WHEN e.voting = e.share AND e.votingSuspended IS NULL AND e.onBehalfOf IS NULL THEN null
      ELSE [e.id, e.minShare, e.maxShare, e.voting, e.votingSuspended, e.onBehalfOf, e.exclusive]
    END) AS special
}
CALL (walked) {
  UNWIND walked AS p
  CALL (p) {
    MATCH (p)<-[e:CONTROLS|MANAGES|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF|BENEFICIARY_OF]-(q:Party)
    RETURN e, q
  UNION ALL
    MATCH (p)-[e:FAMILY_OF|ACTS_FOR|RELATED_TO]->(q:Party)
    WHERE type(e) <> 'RELATED_TO' OR e.role = 'acting-in-concert'
    RETURN e, q
  }
  WITH e, q
  WHERE coalesce(e.validTo > $day, true)
  LIMIT $edges
  RETURN
    collect([
      type(e), e.id, coalesce(startNode(e).id, startNode(e).partOf), coalesce(endNode(e).id, endNode(e).partOf),
      CASE type(e) WHEN 'CONTROLS' THEN e.means ELSE e.role END, e.about
    ]) AS ties,
    collect(DISTINCT q) AS beside
}
CALL (walked) {
  UNWIND walked AS p
  RETURN collect(DISTINCT coalesce(p.id, p.partOf)) AS whole
}
CALL (walked, beside) {
  UNWIND walked + beside AS p
  WITH DISTINCT CASE WHEN p.id IS NULL THEN COLLECT { MATCH (p)-[:ONE_WITH]->(whole) RETURN whole }[0] ELSE p END AS p
  RETURN
    collect(p.id) AS ids, collect(p.kind) AS kinds, collect(coalesce(p.flags, [])) AS flags,
    collect(coalesce(p.jurisdiction, '')) AS jurisdictions
}
RETURN
  ids, size(whole) AS walked, kinds, flags, jurisdictions, relationships, holders, held, shares, special, ties,
  [] AS stakes
