// Alerts at records, so that they follow the parties that these come to describe.
// No rows. Leans on record_id, alert_id.
UNWIND $rows AS row
MATCH (r:Record {id: row.record})
CREATE (a:Alert)
SET a = row.alert
CREATE (a)-[:CONCERNS]->(r)
