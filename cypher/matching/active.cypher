// Which version of the model decides?
// A row, or none where only the shipped one is there; the document only where it is not the version that is known.
// Leans on match_model_version.
MATCH (m:MatchModel)
WHERE m.version >= '' AND m.active
RETURN m.version AS version, CASE WHEN m.version = $known THEN '' ELSE m.document END AS document
