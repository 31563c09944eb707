// Which parties lie one step from these, and not among those seen?
// One row: the ids of the first $most, in no order. Leans on party_id, party_part_of.
UNWIND $ids AS id
MATCH (p:Party)
WHERE p.id = id OR p.partOf = id
MATCH (p)-[e:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
  |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-(q)
WHERE $kinds IS NULL OR type(e) IN $kinds
WITH DISTINCT coalesce(q.id, q.partOf) AS id
WHERE NOT id IN $seen
LIMIT $most
RETURN collect(id) AS ids
