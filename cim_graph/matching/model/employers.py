"""The name of the employer, a word of support beside a name."""

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from cim_graph.matching.model.column import Column, Indexes, Levels, ValueLevels
from cim_graph.matching.model.remembered import Remembered

LEVELS = ("different", "alike", "same")
DIFFERENT, ALIKE, SAME = range(len(LEVELS))
_ALIKE = 90.0


def employers(column: Column[str]) -> ValueLevels:
    """Return what compares employers: alike where one is written with fewer words, or with a typing error."""
    texts = column.objects

    def compare(left: Indexes, right: Indexes) -> Levels:
        likeness = cpdist(texts[left], texts[right], scorer=fuzz.token_set_ratio)
        return np.where(left == right, SAME, np.where(likeness >= _ALIKE, ALIKE, DIFFERENT)).astype(np.int8)

    return Remembered(len(texts), compare)
