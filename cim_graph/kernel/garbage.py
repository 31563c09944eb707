"""How seldom the collector of garbage comes by where much is made and hardly a circle: servers, loads, whole bases."""

import gc
from typing import Final

COLLECT_AFTER: Final = (100_000, 50, 50)
"""Thresholds of `gc`: with its own it walks a large answer, or a batch of records, many times while it is made."""


def collect_seldom() -> None:
    """Keep the collector from walking what lives for ever, and from walking each large answer many times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
