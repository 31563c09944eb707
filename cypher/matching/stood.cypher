// Records are held fast, and only then looked at: in which version does each stand, which party does it describe, and how many
// that stand does the party have?
// One row of columns, with a place for each that describes a party; an erased one stands no more than one that was taken
// back. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})
SET r:Record
WITH r
MATCH (r)-[:DESCRIBES]->(p)
RETURN
  collect(r.id) AS ids, collect(r.version) AS versions, collect(r.retractedAt IS NULL AND r.erasedAt IS NULL) AS stand,
  collect(p.id) AS parties,
  collect(COUNT { (p)<-[:DESCRIBES]-(m:Record) WHERE m.retractedAt IS NULL AND m.erasedAt IS NULL }) AS sizes
