// Which relationships connect these pairs of parties, whatever their direction?
// One row: of each kind, ends and properties. Leans on party_id, party_part_of.
UNWIND $rows AS row
MATCH (p:Party)
WHERE p.id = row.a OR p.partOf = row.a
MATCH (q:Party)
WHERE q.id = row.b OR q.partOf = row.b
MATCH (p)-[e:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-(q)
WHERE e.id = row.id
RETURN
  collect([
    type(e), coalesce(startNode(e).id, startNode(e).partOf), coalesce(endNode(e).id, endNode(e).partOf),
    properties(e)
  ]) AS items
