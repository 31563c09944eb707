// Which versions of schemes of risk are kept?
// A row for each, with its document as JSON text. Leans on risk_scheme_id.
MATCH (s:RiskScheme)
WHERE s.id >= ''
RETURN s.id AS id, s.name AS name, s.version AS version, s.status AS status, s.definition AS definition
