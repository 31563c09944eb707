// Assessments that are kept: the day on which the next review is due.
CREATE INDEX risk_assessment_review IF NOT EXISTS FOR (n:RiskAssessment) ON (n.reviewOn);
