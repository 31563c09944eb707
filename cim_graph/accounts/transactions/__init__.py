"""Transactions: columns in files that the graph lists, never nodes."""
