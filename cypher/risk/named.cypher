// Which of these versions of schemes are kept?
// A row for each, with its document as JSON text. Leans on risk_scheme_id.
UNWIND $ids AS id
MATCH (s:RiskScheme {id: id})
RETURN s.id AS id, s.name AS name, s.version AS version, s.status AS status, s.definition AS definition
