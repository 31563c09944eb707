// Versions of schemes of risk, assessments that are kept, and classes that were set by hand.
CREATE CONSTRAINT risk_scheme_id IF NOT EXISTS FOR (n:RiskScheme) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT risk_assessment_id IF NOT EXISTS FOR (n:RiskAssessment) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT risk_override_id IF NOT EXISTS FOR (n:RiskOverride) REQUIRE n.id IS UNIQUE;
CREATE INDEX risk_override_until IF NOT EXISTS FOR (n:RiskOverride) ON (n.until);
