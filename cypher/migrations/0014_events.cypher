// The outbox is read by numbers that entries get after their commit; until then they are Unplaced.
CREATE CONSTRAINT outbox_place IF NOT EXISTS FOR (n:OutboxEntry) REQUIRE n.place IS UNIQUE;
CREATE INDEX unplaced_id IF NOT EXISTS FOR (n:Unplaced) ON (n.id);
CREATE CONSTRAINT webhook_id IF NOT EXISTS FOR (n:Webhook) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT delivery_id IF NOT EXISTS FOR (n:Delivery) REQUIRE n.id IS UNIQUE;
// What was told before there were numbers.
MATCH (o:OutboxEntry)
WHERE o.place IS NULL
CALL (o) { SET o:Unplaced } IN TRANSACTIONS OF 10000 ROWS;
// What requests have done that may be sent again.
CREATE CONSTRAINT once_id IF NOT EXISTS FOR (n:Once) REQUIRE n.id IS UNIQUE;
CREATE INDEX once_at IF NOT EXISTS FOR (n:Once) ON (n.at);
