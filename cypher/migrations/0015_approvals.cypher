// Proposals and their place in time, and who stands in for whom.
CREATE CONSTRAINT change_request_id IF NOT EXISTS FOR (n:ChangeRequest) REQUIRE n.id IS UNIQUE;
CREATE INDEX change_request_place IF NOT EXISTS FOR (n:ChangeRequest) ON (n.status, n.place);
CREATE CONSTRAINT delegation_id IF NOT EXISTS FOR (n:Delegation) REQUIRE n.id IS UNIQUE;
CREATE INDEX delegation_to IF NOT EXISTS FOR (n:Delegation) ON (n.to);
