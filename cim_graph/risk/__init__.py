"""A bank's own classification of parties: schemes, assessments, and risk that travels along relationships."""
