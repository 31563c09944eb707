// Legal holds; and entries of the trail by what was done: statements that operators typed say in no list whom they name.
CREATE CONSTRAINT legal_hold_id IF NOT EXISTS FOR (n:LegalHold) REQUIRE n.id IS UNIQUE;
CREATE INDEX audit_command IF NOT EXISTS FOR (n:AuditEntry) ON (n.command, n.id);
