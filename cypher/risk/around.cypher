// Which relationships that risk may pass lie at these parties?
// One row: of each its id, kind, ends and strength (-1 where it has none); at each party the $widest of the largest
// share or of none. What has ended by $day does not count, nor do confirmed hits of lists: those are no ways, the party
// has the flags of the entry itself. Leans on party_id, party_part_of.
UNWIND $ids AS id
MATCH (p:Party)
WHERE p.id = id OR p.partOf = id
WITH collect(p) AS parties
CALL (parties) {
  UNWIND parties AS p
  CALL (p) {
    MATCH (p)-[e:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
        |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-(:Party)
    WHERE type(e) IN $kinds AND coalesce(e.validTo > $day, true) AND NOT (type(e) = 'RELATED_TO' AND coalesce(e.role = 'screening-hit', false))
    RETURN e
    ORDER BY coalesce(e.strength, 100.0) DESC, e.id
    LIMIT $widest
  }
  WITH DISTINCT e
  RETURN
    collect([
      e.id, type(e), coalesce(startNode(e).id, startNode(e).partOf), coalesce(endNode(e).id, endNode(e).partOf),
      coalesce(e.strength, -1.0)
    ]) AS items
}
RETURN items
