"""Golden parties: their values, names, identifiers, addresses, contacts and records."""
