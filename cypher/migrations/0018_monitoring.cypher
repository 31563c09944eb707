// Transactions are files that the graph lists; what monitoring found, and what people make of it.
CREATE CONSTRAINT transaction_file_id IF NOT EXISTS FOR (n:TransactionFile) REQUIRE n.id IS UNIQUE;
CREATE INDEX batch_undone IF NOT EXISTS FOR (n:Batch) ON (n.undoneBy);
CREATE CONSTRAINT alert_id IF NOT EXISTS FOR (n:Alert) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT alert_place IF NOT EXISTS FOR (n:Alert) REQUIRE n.place IS UNIQUE;
CREATE CONSTRAINT case_id IF NOT EXISTS FOR (n:Case) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT case_place IF NOT EXISTS FOR (n:Case) REQUIRE n.place IS UNIQUE;
