// Which of these records has the registry, and in which version?
// A row for each that it has; one that is only awaited has no version. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})
RETURN
  r.id AS id, r.version AS version, r.hash AS hash, r.at AS at, r.retractedAt IS NOT NULL AS retracted,
  r.receivedAt AS received_at, r.batch AS batch, r.basis AS basis, r.erasedAt AS erased_at
