// Candidate keys and evidence are of another edition: records with older ones have to be resolved, which makes theirs anew.
MATCH (r:Record)
WHERE r.evidence IS NOT NULL AND NOT r.evidence STARTS WITH 'e4'
CALL (r) {
  SET r:Unresolved
} IN TRANSACTIONS OF 10000 ROWS;
