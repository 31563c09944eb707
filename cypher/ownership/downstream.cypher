// What lies below these parties: everything they own, or others own on their behalf, at most $most parties within $depth
// steps?
// One row of columns, as of `ownership/upstream`, without ties; all holdings in what lies below, so that loops and votes
// that are suspended show; `stakes`: how many holdings each party walked has, so that a cut shows. Leans on party_id, owns_on_behalf_of.
CALL () {
  UNWIND $ids AS id
  MATCH (s:Party {id: id})
  CALL (s) {
    MATCH way = (s)-[:OWNS*0..100]->(p:Party)
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
  MATCH ()-[e:OWNS {onBehalfOf: behind.id}]->(s:Party)
  WITH DISTINCT s
  CALL (s) {
    MATCH way = (s)-[:OWNS*0..100]->(p:Party)
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
  MATCH ()-[e:OWNS {onBehalfOf: behind.id}]->(s:Party)
  WITH DISTINCT s
  CALL (s) {
    MATCH way = (s)-[:OWNS*0..100]->(p:Party)
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
    collect(e.id) AS relationships, collect(q.id) AS holders, collect(p.id) AS held,
    collect(coalesce(e.strength, -1.0)) AS shares,
    collect(CASE
      WHEN e.voting = e.share AND e.votingSuspended IS NULL AND e.onBehalfOf IS NULL THEN null
      ELSE [e.id, e.minShare, e.maxShare, e.voting, e.votingSuspended, e.onBehalfOf, e.exclusive]
    END) AS special
}
CALL (walked) {
  UNWIND walked AS p
  RETURN
    collect(p.id) AS ids, collect(p.kind) AS kinds, collect(coalesce(p.flags, [])) AS flags,
    collect(coalesce(p.jurisdiction, '')) AS jurisdictions, collect(COUNT { (p)-[:OWNS]->() }) AS stakes
}
RETURN
  ids, size(walked) AS walked, kinds, flags, jurisdictions, relationships, holders, held, shares, special, [] AS ties,
  stakes
