// Which relationships are there among these parties?
// One row: of each kind, ends and properties, in the order of their ids. A party with more than $widest relationships is looked at from the others
// only, the first 20 of such also against each other. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})
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
  WHERE q.id IN $ids
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
RETURN collect([type(e), startNode(e).id, endNode(e).id, properties(e)]) AS items
