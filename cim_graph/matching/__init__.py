"""Which records are of one party: features, scores, decisions, merge and split, the stewards' queue."""
