// The trail: sealed in order, found by time, by actor and by subject.
CREATE CONSTRAINT chain_name IF NOT EXISTS FOR (n:Chain) REQUIRE n.name IS UNIQUE;
CREATE INDEX audit_number IF NOT EXISTS FOR (n:AuditEntry) ON (n.number);
CREATE INDEX audit_actor IF NOT EXISTS FOR (n:AuditEntry) ON (n.actor, n.id);
CREATE INDEX unsealed_id IF NOT EXISTS FOR (n:Unsealed) ON (n.id);
CREATE FULLTEXT INDEX audit_subjects IF NOT EXISTS FOR (n:AuditEntry) ON EACH [n.subjects]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
MATCH (n:AuditEntry) WHERE n.number IS NULL CALL (n) { SET n:Unsealed } IN TRANSACTIONS OF 5000 ROWS;
