"""Given names of two who share all that a family shares, and may be two children of it, however alike the names look.

Twins are often named alike, and by names that are on no list: Leyla and Leylan, Ayxan and Alxan.
"""

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import cpdist

from cim_graph.matching.model.name_parts import Level
from cim_graph.matching.model.words import Words

Indexes = NDArray[np.int32]
Flags = NDArray[np.bool_]
LONG = 7
"""Letters from which on one typing error is likelier than another name."""
_LEAST_EXCHANGED = 5
"""Letters from which on two neighbours that changed places are a typing error: Kovsar, Kosvar."""
_NEVER_ONE = (Level.DIFFERENT, Level.RENAMED, Level.RESEMBLING)


def may_be_two(words: Words, left: Indexes, right: Indexes, levels: NDArray[np.int8]) -> Flags:
    """Tell of given names by number, -1 where none was compared, and their levels, whether two may bear them.

    They may where they merely resemble each other, where a short one is mistyped (other than by neighbours that changed
    places) or a long one more than once, and where the one is a woman's and made of the other: Kamran, Kamranə.
    """
    found: Flags = np.isin(levels, _NEVER_ONE)
    asked = np.flatnonzero((levels == Level.MISTYPED) & (left >= 0) & (right >= 0))
    if not len(asked):
        return found
    one, other = words.written.texts[left[asked]], words.written.texts[right[asked]]
    lengths = np.minimum(words.written.lengths[left[asked]], words.written.lengths[right[asked]])
    edits = cpdist(one, other, scorer=OSA.distance)
    exchanged = (edits == 1) & (cpdist(one, other, scorer=Levenshtein.distance) > 1)
    women = [f"{min(a, b, key=len)}a" in (a, b) for a, b in zip(one, other, strict=True)]
    least = np.where(exchanged, _LEAST_EXCHANGED, LONG)
    found[asked] = (lengths < least) | (edits > 1) | np.array(women, bool)
    return found
