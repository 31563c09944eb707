// Versions of schemes of risk, and classes that were set by hand.
CREATE CONSTRAINT risk_scheme_id IF NOT EXISTS FOR (n:RiskScheme) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT risk_override_id IF NOT EXISTS FOR (n:RiskOverride) REQUIRE n.id IS UNIQUE;
