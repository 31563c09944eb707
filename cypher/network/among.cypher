// Which relationships are there among these parties?
// One row: of each kind, ends and properties, in the order of their ids. A party with more than $widest relationships is looked at from the others
// only, the first 20 of such also against each other. Leans on party_id, party_part_of.
UNWIND $ids AS id
MATCH (p:Party)
WHERE p.id = id OR p.partOf = id
WITH collect(p) AS parties
WITH
  [p IN parties WHERE count{ (p)-[:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-() } <= $widest] AS narrow,
  [p IN parties WHERE count{ (p)-[:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-() } > $widest][..20] AS wide
CALL (narrow, wide) {
  UNWIND narrow AS p
  MATCH (p)-[e:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-(q)
  WHERE coalesce(q.id, q.partOf) IN $ids
  RETURN e
UNION
  UNWIND wide AS p
  UNWIND wide AS q
  MATCH (p)-[e:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]->(q)
  RETURN e
}
WITH e
WHERE $kinds IS NULL OR type(e) IN $kinds
WITH e
ORDER BY e.id
RETURN
  collect([
    type(e), coalesce(startNode(e).id, startNode(e).partOf), coalesce(endNode(e).id, endNode(e).partOf),
    properties(e)
  ]) AS items
