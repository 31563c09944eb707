"""Matching of whole bases: candidates by SQL, scores in chunks."""
