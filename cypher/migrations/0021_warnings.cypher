// What early warnings look for: holdings and records that have just become known, papers that end.
CREATE INDEX fact_known_from IF NOT EXISTS FOR (n:Fact) ON (n.knownFrom);
CREATE INDEX record_received_at IF NOT EXISTS FOR (n:Record) ON (n.receivedAt);
CREATE INDEX identifier_expires IF NOT EXISTS FOR ()-[t:HAS_IDENTIFIER]-() ON (t.expires);
CREATE INDEX exposure_received_at IF NOT EXISTS FOR (n:Exposure) ON (n.receivedAt);
CREATE INDEX alert_raised_at IF NOT EXISTS FOR (n:Alert) ON (n.raisedAt);
