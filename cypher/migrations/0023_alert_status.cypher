// When the status of an alert last changed: risk is assessed anew of whom such alerts concern.
CREATE INDEX alert_status_at IF NOT EXISTS FOR (n:Alert) ON (n.statusAt);
