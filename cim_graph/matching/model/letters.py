"""Words letter by letter: typing errors that a length makes likely, and words that are spelled somewhat alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

Indexes = NDArray[np.int32]
Flags = NDArray[np.bool_]

_ONE_EDIT, _TWO_EDITS, _THREE_EDITS = 4, 7, 11
"""Letters from which on a word may have so many typing errors; shorter ones have none."""
_MOST_EDITS = 3
_ROUNDING = 1e-6
_LAST_BIT, _NEXT_BIT = 63, 27
_LETTER_BITS = 21
"""Bits of a letter in Unicode."""
_STEM_EDIT, _STEM_EDITS = 4, 7
"""Letters of a family without its ending from which on it may have an error, or two: Əliyev is not Vəliyev."""
_RESEMBLES = 0.86
_LEAST_RESEMBLING = 4
_LEAST_SHARED = 3 * (_RESEMBLES - 0.4) / 0.6 - 1
"""Of two words of Jaro-Winkler likeness _RESEMBLES at least: the sum of the shares of letters that answer to each
other, since four first letters that agree lift a likeness j to j + 0.4 (1 - j)."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Texts by number, with their lengths and the letters that they hold: those alone, and as often as they come."""

    texts: NDArray[np.object_]
    lengths: Indexes
    bits: NDArray[np.uint64]
    counted: NDArray[np.uint64]

    @staticmethod
    def of(texts: Sequence[str]) -> "Letters":
        """Prepare texts."""
        made = np.empty(len(texts), object)
        made[:] = texts
        lengths = np.array(list(map(len, texts)), np.int32)
        return Letters(made, lengths, *_marks(texts, lengths))

    def near(self, left: Indexes, right: Indexes, more: int = 0) -> Flags:
        """Whether lengths and letters leave it open that two texts are as many errors apart as is likely, or `more`."""
        lengths = self.lengths[left], self.lengths[right]
        allowed = edits_allowed(np.minimum(*lengths)) + more
        apart = np.bitwise_count(self.counted[left] ^ self.counted[right])
        able: Flags = (apart <= 2 * allowed) & (np.abs(lengths[0] - lengths[1]) <= allowed) & (allowed > more)
        return able

    def alike(self, left: Indexes, right: Indexes) -> Flags:
        """Whether letters leave it open that two texts resemble each other."""
        lengths = self.lengths[left], self.lengths[right]
        both = np.maximum(lengths[0] + lengths[1], 1)
        apart = np.bitwise_count(self.counted[left] ^ self.counted[right])
        able: Flags = apart <= both - 2 * _LEAST_SHARED * lengths[0] * lengths[1] / both
        return able & (np.minimum(*lengths) >= _LEAST_RESEMBLING)

    def likeness(self, left: NDArray[np.integer], right: NDArray[np.integer], least: float) -> NDArray[np.float32]:
        """Return the ratio of letters that two texts have in common and in order, in percent, 0 below the least."""
        both = self.lengths[left] + self.lengths[right]
        apart = np.bitwise_count(self.counted[left] ^ self.counted[right])
        asked = np.flatnonzero(apart <= both * (1 - least / 100) + _ROUNDING)
        found = np.zeros(len(left), np.float32)
        found[asked] = cpdist(self.texts[left[asked]], self.texts[right[asked]], scorer=fuzz.ratio, score_cutoff=least)
        return found

    def within(self, left: NDArray[np.integer], right: NDArray[np.integer], most: int) -> Flags:
        """Whether two texts are so many errors apart at the most."""
        able = np.bitwise_count(self.counted[left] ^ self.counted[right]) <= 2 * most
        able &= np.abs(self.lengths[left] - self.lengths[right]) <= most
        asked = np.flatnonzero(able)
        edits = cpdist(self.texts[left[asked]], self.texts[right[asked]], scorer=OSA.distance, score_cutoff=most)
        found = np.zeros(len(left), bool)
        found[asked] = edits <= most
        return found

    def errors(self, left: Indexes, right: Indexes, stems: Indexes, most: int = _MOST_EDITS) -> Indexes:
        """Return how many typing errors more than likely lie between texts; none or less makes them mistyped.

        `stems` is the length of the shorter stem where both are families of one ending, 0 elsewhere; `most` are likely
        in a word of any length.
        """
        if not len(left):
            return np.zeros(0, np.int32)
        allowed = np.minimum(edits_allowed(np.minimum(self.lengths[left], self.lengths[right])), most)
        strict = (stems >= _STEM_EDIT).astype(np.int32) + (stems >= _STEM_EDITS)
        edits = cpdist(self.texts[left], self.texts[right], scorer=OSA.distance)
        more: Indexes = edits - np.where(stems > 0, np.minimum(allowed, strict), allowed)
        return more

    def resemble(self, left: Indexes, right: Indexes) -> Flags:
        """Return which texts begin and go on alike."""
        if not len(left):
            return np.zeros(0, bool)
        texts = self.texts[left], self.texts[right]
        found: Flags = cpdist(*texts, scorer=JaroWinkler.normalized_similarity) >= _RESEMBLES
        return found


@lru_cache(maxsize=65_536)
def bits(text: str) -> int:
    """Return the letters of a text, a bit each."""
    held = 0
    for letter in text:
        held |= 1 << (ord(letter) & _LAST_BIT)
    return held


def _marks(texts: Sequence[str], lengths: Indexes) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return which letters texts hold, a bit each, and the same with another bit for each further time one comes.

    In the second a letter more or less changes one bit at the most: that of its last time.
    """
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    held = np.sort((np.repeat(np.arange(len(texts)), lengths) << _LETTER_BITS) | letters)
    first = np.flatnonzero(np.diff(held, prepend=-1))
    times = np.arange(len(held)) - np.repeat(first, np.diff(first, append=len(held)))
    letters = held & ((1 << _LETTER_BITS) - 1)
    some = np.flatnonzero(lengths)
    starts = np.cumsum(lengths)[some] - lengths[some]
    found = np.zeros((2, len(texts)), np.uint64)
    for marks, places in zip(found, (letters, letters + _NEXT_BIT * times), strict=True):
        if len(some):
            marks[some] = np.bitwise_or.reduceat(np.uint64(1) << (places & _LAST_BIT).astype(np.uint64), starts)
    return found[0], found[1]


def edits_allowed(lengths: Indexes) -> Indexes:
    """Return how many typing errors words of so many letters may have and still be taken for one another."""
    return (lengths >= _ONE_EDIT).astype(np.int32) + (lengths >= _TWO_EDITS) + (lengths >= _THREE_EDITS)
