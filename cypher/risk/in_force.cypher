// Which version of a name is published?
// A row with its document as JSON text, or none: the shipped one is in force then. Leans on risk_scheme_id.
MATCH (s:RiskScheme)
WHERE s.id >= '' AND s.name = $name AND s.status = 'PUBLISHED'
RETURN s.id AS id, s.name AS name, s.version AS version, s.status AS status, s.definition AS definition
ORDER BY s.publishedAt DESC
LIMIT 1
