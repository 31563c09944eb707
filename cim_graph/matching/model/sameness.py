"""Values that are one or are not: gender, country, generation."""

import numpy as np

from cim_graph.matching.model.column import Column, Indexes, Levels, ValueLevels

LEVELS = ("different", "same")


def sameness(column: Column[str]) -> ValueLevels:
    """Return what tells whether two values are one."""
    del column

    def compare(left: Indexes, right: Indexes) -> Levels:
        same: Levels = (left == right).astype(np.int8)
        return same

    return compare
