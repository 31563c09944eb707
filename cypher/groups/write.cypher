// Groups as a run found them: what is new or has changed of them, and of their members.
// A row for each party that joined, left or has other reasons, with its version. Leans on group_id, party_id.
UNWIND $rows AS row
MERGE (g:Group {id: row.id})
SET g += row.properties
WITH g, row
CALL (g, row) {
  UNWIND row.left AS id
  MATCH (g)<-[m:MEMBER_OF]-(p {id: id})
  DELETE m
  RETURN p
UNION ALL
  UNWIND row.members AS member
  MATCH (p:Party {id: member.id})
  MERGE (p)-[m:MEMBER_OF]->(g)
  ON CREATE SET m.since = $at
  SET m.exposure = member.exposure, m.reasons = member.reasons
  RETURN p
}
RETURN DISTINCT p.id AS id, coalesce(p.version, 0) AS version
