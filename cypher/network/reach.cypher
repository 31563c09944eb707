// How many parties lie within a number of steps of a party, at most $most?
// One row; the party itself is not counted. `parted`: some parties have several nodes now, and steps between these were
// not made. Leans on party_id, part_id.
CALL () {
  MATCH (c:Party {id: $id})-[es:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO*1..1]-(q)
  USING INDEX SEEK c:Party(id)
  WHERE $depth = 1 AND q <> c AND all(e IN es WHERE $kinds IS NULL OR type(e) IN $kinds)
  RETURN DISTINCT q
  LIMIT $most
UNION ALL
  MATCH (c:Party {id: $id})-[es:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO*1..2]-(q)
  USING INDEX SEEK c:Party(id)
  WHERE $depth = 2 AND q <> c AND all(e IN es WHERE $kinds IS NULL OR type(e) IN $kinds)
  RETURN DISTINCT q
  LIMIT $most
UNION ALL
  MATCH (c:Party {id: $id})-[es:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO*1..3]-(q)
  USING INDEX SEEK c:Party(id)
  WHERE $depth = 3 AND q <> c AND all(e IN es WHERE $kinds IS NULL OR type(e) IN $kinds)
  RETURN DISTINCT q
  LIMIT $most
UNION ALL
  MATCH (c:Party {id: $id})-[es:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO*1..4]-(q)
  USING INDEX SEEK c:Party(id)
  WHERE $depth = 4 AND q <> c AND all(e IN es WHERE $kinds IS NULL OR type(e) IN $kinds)
  RETURN DISTINCT q
  LIMIT $most
}
WITH count(q) AS count
RETURN count, EXISTS { MATCH (part:Part) WHERE part.part > '' } AS parted
