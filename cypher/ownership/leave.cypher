// Beneficial owners who are none any more; they or what they owned may be described by no record now.
// No rows. Leans on party_id, retired_id.
UNWIND $rows AS row
CALL (row) {
  MATCH (p:Party {id: row.subject}) RETURN p
  UNION
  MATCH (p:Retired {id: row.subject}) RETURN p
}
MATCH (p)<-[e:BENEFICIAL_OWNER_OF]-(q)
WHERE e.regime = row.properties.regime AND q.id = row.owner
DELETE e
