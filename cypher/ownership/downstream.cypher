// What lies below these parties: everything they own, or others own on their behalf, at most $most parties within $depth
// steps?
// One row of columns, as of `ownership/upstream`, without ties; all holdings in what lies below, so that loops and votes
// that are suspended show; `stakes`: how many holdings each party walked has, so that a cut shows. Leans on party_id, party_part_of, owns_on_behalf_of.
CALL () {
  UNWIND $ids AS id
  MATCH (s:Party)
  WHERE s.id = id OR s.partOf = id
  CALL (s) {
    MATCH way = (s)-[:OWNS|ONE_WITH*0..100]->(p:Party)
    RETURN p, min(length(way)) AS steps
  }
  WITH p, steps
  WHERE steps <= $depth
  WITH DISTINCT p
  LIMIT $most
  RETURN collect(p) AS first
}
CALL (first) {
  UNWIND first AS behind
  MATCH ()-[e:OWNS {onBehalfOf: coalesce(behind.id, behind.partOf)}]->(s:Party)
  WITH DISTINCT s
  CALL (s) {
    MATCH way = (s)-[:OWNS|ONE_WITH*0..100]->(p:Party)
    RETURN p, min(length(way)) AS steps
  }
  WITH p, steps
  WHERE steps <= $depth
  WITH DISTINCT p
  LIMIT $most
  RETURN collect(p) AS second
}
CALL (second) {
  UNWIND second AS behind
  MATCH ()-[e:OWNS {onBehalfOf: coalesce(behind.id, behind.partOf)}]->(s:Party)
  WITH DISTINCT s
  CALL (s) {
    MATCH way = (s)-[:OWNS|ONE_WITH*0..100]->(p:Party)
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
  UNWIND walked AS part
  WITH CASE WHEN part.id IS NULL THEN COLLECT { MATCH (part)-[:ONE_WITH]->(whole) RETURN whole }[0] ELSE part END AS p,
    COUNT { (part)-[:OWNS]->() } AS stakes
  WITH p, sum(stakes) AS stakes
  RETURN
    collect(p.id) AS ids, collect(p.kind) AS kinds, collect(coalesce(p.flags, [])) AS flags,
    collect(coalesce(p.jurisdiction, '')) AS jurisdictions, collect(stakes) AS stakes
}
RETURN
  ids, size(ids) AS walked, kinds, flags, jurisdictions, relationships, holders, held, shares, special, [] AS ties,
  stakes
