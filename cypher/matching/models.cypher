// Which versions of the model are there?
// A row for each, the newest first. Leans on match_model_version.
MATCH (m:MatchModel)
WHERE m.version >= ''
RETURN
  m.version AS version, m.at AS at, m.by AS by, coalesce(m.active, false) AS active, m.approvedAt AS approved_at,
  m.approvedBy AS approved_by, m.document AS document
ORDER BY m.at DESC
