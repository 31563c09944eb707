// What do sources say of these parties that may tell that one is dead, or dissolved?
// A row for each record that states such a day, as it came. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})<-[:DESCRIBES]-(r:Record)
WHERE r.retractedAt IS NULL
  AND (r.payload CONTAINS '"deathDate"' OR r.payload CONTAINS '"death_date"' OR r.payload CONTAINS '"dissolved"')
RETURN p.id AS id, r.source AS source, r.payload AS payload
ORDER BY id, source, r.id
