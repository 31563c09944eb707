// Earlier versions of accounts, exposures, rates and capitals, found by what they are versions of.
CREATE INDEX account_version_id IF NOT EXISTS FOR (n:AccountVersion) ON (n.id);
CREATE INDEX exposure_version_id IF NOT EXISTS FOR (n:ExposureVersion) ON (n.id);
CREATE INDEX rate_version_id IF NOT EXISTS FOR (n:RateVersion) ON (n.id);
CREATE INDEX capital_version_id IF NOT EXISTS FOR (n:CapitalVersion) ON (n.id);
// Retractions of what has not come yet.
CREATE CONSTRAINT retraction_id IF NOT EXISTS FOR (n:Retraction) REQUIRE n.id IS UNIQUE;
