"""Answers about pairs of values that come again and again, so that each is worked out about once."""

from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.column import Levels

Number = TypeVar("Number", np.int32, np.intp)

WORTH = 2_000_000
"""Pairs that are asked for before answers are remembered: of fewer, not enough come again."""
_PLACES_BITS = 22
_ANSWER_BITS = 5
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""The golden ratio of 64 bits, which spreads neighbouring numbers (Knuth, volume 3, chapter 6.4)."""


class Remembered(Generic[Number]):
    """What a function says of pairs of values by number: answers from -1 to 30, which rest on the pair alone.

    Each pair has one place, and keeps it until another comes that has the same: memory does not grow. Answer and pair
    are one number, so that threads may ask at once.
    """

    def __init__(self, values: int, ask: Callable[[NDArray[Number], NDArray[Number]], Levels]) -> None:
        self._values, self._asked = values, 0
        self._ask: Callable[[NDArray[Number], NDArray[Number]], Levels] = ask
        self._kept: NDArray[np.int64] | None = None

    def __call__(self, left: NDArray[Number], right: NDArray[Number]) -> Levels:
        """Return the answers about equally many values."""
        self._asked += len(left)
        if self._asked < WORTH:
            return self._ask(left, right)
        if self._kept is None:
            self._kept = np.full(1 << _PLACES_BITS, -1, np.int64)
        pairs = left.astype(np.int64) * self._values + right
        places = (pairs.view(np.uint64) * _SPREAD) >> np.uint64(64 - _PLACES_BITS)
        found = self._kept[places]
        unknown = np.flatnonzero(found >> _ANSWER_BITS != pairs)
        answers: Levels = ((found & ((1 << _ANSWER_BITS) - 1)) - 1).astype(np.int8)
        if len(unknown):
            _, first, which = np.unique(pairs[unknown], return_index=True, return_inverse=True)
            some = unknown[first]
            answers[unknown] = self._ask(left[some], right[some])[which]
            self._kept[places[unknown]] = (pairs[unknown] << _ANSWER_BITS) | (answers[unknown].astype(np.int64) + 1)
        return answers
