// Which relationships that risk may pass lie at these parties, and at those next to them that enough risk passes to?
// One row: of each relationship its id, kind, ends and strength (-1 where it has none); the parties next to them that
// were looked at, the first $room by id, none of $looked. At each party the $widest of the largest share or of none.
// Weights of a kind are those of relationships that come in and that go out, whether the share counts, and the percent
// where none is stated. What has ended by $day does not count, nor do confirmed hits of lists: those are no ways, the
// party has the flags of the entry itself. Leans on party_id, party_part_of.
UNWIND $rows AS row
MATCH (p:Party)
WHERE p.id = row.id OR p.partOf = row.id
WITH collect({party: p, strength: row.strength}) AS parties
CALL (parties) {
  UNWIND parties AS one
  WITH one.party AS p, one.strength AS strength
  CALL (p) {
    MATCH (p)-[e:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
        |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-(q:Party)
    WHERE type(e) IN $kinds AND coalesce(e.validTo > $day, true) AND NOT (type(e) = 'RELATED_TO' AND coalesce(e.role = 'screening-hit', false))
    RETURN e, coalesce(q.id, q.partOf) AS next, endNode(e) = p AS comes
    ORDER BY coalesce(e.strength, 100.0) DESC, e.id
    LIMIT $widest
  }
  WITH e, next, strength, comes, $weights[type(e)] AS weights
  WITH
    e, next,
    strength * CASE WHEN comes THEN weights[0] ELSE weights[1] END * CASE
      WHEN weights[2] = 0 THEN 1.0
      WHEN coalesce(e.strength, weights[3]) > 100 THEN 1.0
      ELSE coalesce(e.strength, weights[3]) / 100
    END AS strength
  RETURN
    collect(DISTINCT e) AS first,
    collect(DISTINCT CASE WHEN strength >= $threshold AND NOT next IN $looked THEN next END) AS reached
}
CALL (reached) {
  UNWIND reached AS id
  WITH id
  ORDER BY id
  LIMIT $room
  RETURN collect(id) AS further
}
CALL (further) {
  UNWIND further AS id
  MATCH (p:Party)
  WHERE p.id = id OR p.partOf = id
  CALL (p) {
    MATCH (p)-[e:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
        |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-(:Party)
    WHERE type(e) IN $kinds AND coalesce(e.validTo > $day, true) AND NOT (type(e) = 'RELATED_TO' AND coalesce(e.role = 'screening-hit', false))
    RETURN e
    ORDER BY coalesce(e.strength, 100.0) DESC, e.id
    LIMIT $widest
  }
  RETURN collect(DISTINCT e) AS second
}
CALL (first, second) {
  UNWIND first + second AS e
  WITH DISTINCT e
  RETURN
    collect([
      e.id, type(e), coalesce(startNode(e).id, startNode(e).partOf), coalesce(endNode(e).id, endNode(e).partOf),
      coalesce(e.strength, -1.0)
    ]) AS items
}
RETURN items, further
