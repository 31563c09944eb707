// Which relationships connect these pairs of parties, whatever their direction?
// One row: of each kind, ends and properties. Leans on party_id.
UNWIND $rows AS row
MATCH (p:Party {id: row.a})
MATCH (q:Party {id: row.b})
MATCH (p)-[e:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-(q)
WHERE e.id = row.id
RETURN collect([type(e), startNode(e).id, endNode(e).id, properties(e)]) AS items
