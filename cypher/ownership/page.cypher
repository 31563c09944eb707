// Who owns and controls the parties after one, in the order of ids, and whom did the last run call their beneficial owners?
// One row of columns: $rows parties, and of some their flags; the holdings in them that say no more than a share, with
// their ends; those that say more, as rows; ties of other kinds; what is stored under the regime. What has ended by
// $day does not count. Leans on party_id, party_part_of.
MATCH (p:Party)
WHERE p.id > $after
WITH p
ORDER BY p.id
LIMIT $rows
WITH collect(p) AS page
CALL (page) {
  MATCH (part:Party)
  WHERE part.partOf > $after AND part.partOf <= page[-1].id
  WITH collect(part) AS parts
  RETURN page + parts AS nodes
}
CALL (page) {
  UNWIND page AS p
  RETURN
    collect(p.id) AS ids, collect(p.kind) AS kinds, collect(coalesce(p.jurisdiction, '')) AS jurisdictions,
    collect(CASE WHEN p.flags IS NOT NULL THEN [p.id, p.flags] END) AS flags
}
CALL (nodes) {
  UNWIND nodes AS p
  MATCH (p)<-[e:OWNS]-(q:Party)
  WHERE coalesce(e.validTo > $day, true)
  WITH
    p, e, q,
    coalesce(e.voting = e.share AND e.votingSuspended IS NULL AND e.onBehalfOf IS NULL, false) AS plain
  RETURN
    collect(CASE WHEN plain THEN coalesce(q.id, q.partOf) END) AS holders,
    collect(CASE WHEN plain THEN coalesce(p.id, p.partOf) END) AS held,
    collect(CASE WHEN plain THEN e.strength END) AS shares,
    collect(CASE
      WHEN NOT plain
        THEN [
          coalesce(q.id, q.partOf), coalesce(p.id, p.partOf), e.strength, e.minShare, e.maxShare, e.voting,
          e.votingSuspended, e.onBehalfOf, e.exclusive
        ]
    END) AS special
}
CALL (nodes) {
  UNWIND nodes AS p
  MATCH (p)<-[e:CONTROLS|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF|BENEFICIARY_OF|FAMILY_OF|ACTS_FOR|RELATED_TO]-(q:Party)
  WHERE (type(e) <> 'RELATED_TO' OR e.role = 'acting-in-concert') AND coalesce(e.validTo > $day, true)
  RETURN
    collect([
      type(e), e.id, coalesce(q.id, q.partOf), coalesce(p.id, p.partOf),
      CASE type(e) WHEN 'CONTROLS' THEN e.means ELSE e.role END, e.about
    ]) AS ties
}
CALL (page) {
  UNWIND page AS p
  MATCH (p)<-[e:BENEFICIAL_OWNER_OF]-(q)
  WHERE q.id IS NOT NULL AND e.regime = $regime
  RETURN
    collect(p.id) AS subjects, collect(q.id) AS owners, collect(e.ownership) AS ownership, collect(e.voting) AS voting,
    collect(e.reasons) AS reasons
}
RETURN
  ids, kinds, jurisdictions, flags, holders, held, shares, special, ties, subjects, owners, ownership, voting, reasons
