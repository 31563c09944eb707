// A version of a scheme is in force from now on, in place of the one that was; the shipped one where $id is none kept.
// A row where there is such a version. Leans on risk_scheme_id.
CALL () {
  MATCH (old:RiskScheme)
  WHERE old.id >= '' AND old.name = $name AND old.status = 'PUBLISHED' AND old.id <> $id
  SET old.status = 'RETIRED'
}
MATCH (s:RiskScheme {id: $id})
SET s.status = 'PUBLISHED', s.publishedAt = $at, s.publishedBy = $by
RETURN s.id AS id
