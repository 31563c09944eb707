// Evidence is of another edition: records with an older one have to be resolved, which makes theirs anew.
MATCH (r:Record)
WHERE r.evidence IS NOT NULL AND NOT r.evidence STARTS WITH 'e5'
CALL (r) {
  SET r:Unresolved
} IN TRANSACTIONS OF 10000 ROWS;
