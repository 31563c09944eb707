// A version of the model that decides from now on, in place of the one that did; the shipped one where none is named.
// A row where there is such a version. Leans on match_model_version.
CALL () {
  MATCH (old:MatchModel)
  WHERE old.version >= '' AND old.active
  REMOVE old.active
}
MATCH (m:MatchModel {version: $version})
SET m.active = true, m.approvedAt = $at, m.approvedBy = $by
RETURN m.version AS id
