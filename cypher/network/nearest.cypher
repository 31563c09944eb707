// Which parties lie one step from these, and not among those seen: the strongest relationship first, then by id?
// One row: their ids; of each party the first $widest relationships are looked at, and the strongest 4,000 of them
// compared: twice the parties that anyone may ask for. Leans on party_id, party_part_of.
UNWIND $ids AS id
MATCH (p:Party)
WHERE p.id = id OR p.partOf = id
CALL (p) {
  MATCH (p)-[e:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-(q)
  WHERE $kinds IS NULL OR type(e) IN $kinds
  WITH q, coalesce(e.strength, 0.0) AS strength
  LIMIT $widest
  RETURN q, strength
  ORDER BY strength DESC
  LIMIT 4000
}
WITH coalesce(q.id, q.partOf) AS id, max(strength) AS strength
WHERE NOT id IN $seen
WITH id, strength
ORDER BY strength DESC, id
LIMIT $most
RETURN collect(id) AS ids
