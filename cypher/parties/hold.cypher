// Records that are about to be revised or taken back: locked, so that nobody else does it meanwhile.
// A row for each, as it is once it is ours. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})
SET r:Record
WITH r
RETURN
  r.id AS id, r.version AS version, r.hash AS hash, r.at AS at, r.retractedAt IS NOT NULL AS retracted,
  r.receivedAt AS received_at, r.batch AS batch, r.basis AS basis, r.erasedAt AS erased_at
