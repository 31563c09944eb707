// A version of a scheme is kept as a draft.
// A row with its id and number. Leans on risk_scheme_id.
CREATE (n:RiskScheme)
SET n += $properties
RETURN n.id AS id, n.version AS version
