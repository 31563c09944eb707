// Transactions are files that the graph lists; what monitoring found, and what people make of it.
CREATE CONSTRAINT transaction_file_id IF NOT EXISTS FOR (n:TransactionFile) REQUIRE n.id IS UNIQUE;
CREATE INDEX transaction_file_day IF NOT EXISTS FOR (n:TransactionFile) ON (n.day);
CREATE INDEX batch_undone IF NOT EXISTS FOR (n:Batch) ON (n.undoneBy);
CREATE CONSTRAINT alert_id IF NOT EXISTS FOR (n:Alert) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT alert_place IF NOT EXISTS FOR (n:Alert) REQUIRE n.place IS UNIQUE;
CREATE INDEX alert_rule IF NOT EXISTS FOR (n:Alert) ON (n.kind, n.lastAt);
CREATE CONSTRAINT case_id IF NOT EXISTS FOR (n:Case) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT case_place IF NOT EXISTS FOR (n:Case) REQUIRE n.place IS UNIQUE;
CREATE CONSTRAINT monitor_run_rule IF NOT EXISTS FOR (n:MonitorRun) REQUIRE n.rule IS UNIQUE;
