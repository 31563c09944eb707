"""How seldom the collector of garbage comes by where much is made and hardly a circle: servers, loads, whole bases."""

from typing import Final

COLLECT_AFTER: Final = (100_000, 50, 50)
"""Thresholds of `gc`: with its own it walks a large answer, or a batch of records, many times while it is made."""
