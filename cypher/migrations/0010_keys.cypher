// Records that came before there were candidate keys are found by nobody until they are resolved.
MATCH (r:Record)
WHERE r.keys IS NULL AND r.version IS NOT NULL AND r.retractedAt IS NULL
CALL (r) { SET r:Unresolved } IN TRANSACTIONS OF 10000 ROWS;
