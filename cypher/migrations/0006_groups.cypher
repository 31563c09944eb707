// Groups, what was decided about them by hand, and what changed; governments and the institution itself by their flags.
CREATE CONSTRAINT group_id IF NOT EXISTS FOR (n:Group) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT group_run_kind IF NOT EXISTS FOR (n:GroupRun) REQUIRE n.kind IS UNIQUE;
CREATE CONSTRAINT group_decision_id IF NOT EXISTS FOR (n:GroupDecision) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT group_change_id IF NOT EXISTS FOR (n:GroupChange) REQUIRE n.id IS UNIQUE;
CREATE INDEX rate_version_known IF NOT EXISTS FOR (n:RateVersion) ON (n.receivedAt);
CREATE INDEX capital_version_known IF NOT EXISTS FOR (n:CapitalVersion) ON (n.receivedAt);
CREATE FULLTEXT INDEX party_flags IF NOT EXISTS FOR (n:Party) ON EACH [n.flags] OPTIONS {indexConfig: {`fulltext.analyzer`: 'keyword'}};
CREATE INDEX group_worth IF NOT EXISTS FOR (n:Group) ON (n.kind, n.worth);
CREATE INDEX group_changed IF NOT EXISTS FOR (n:GroupChange) ON (n.kind, n.at);
