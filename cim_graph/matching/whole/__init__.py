"""The whole base resolved at once: read in columns, compared in bulk, what changes written back in batches."""
