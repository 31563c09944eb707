"""Addresses: street and house together, and by themselves the city and the postcode."""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from cim_graph.matching.model.column import NO_EVIDENCE, Column, Flags, Indexes, Levels, ValueLevels
from cim_graph.matching.model.places import Place

LEVELS = ("different", "street", "alike", "house", "same")
"""`street`: the streets are alike and all numbers of houses differ. `alike`: the streets are alike, or one address has
words that the other leaves out, and no number contradicts. `house`: the same words, or those of one among those of the
other, and a number in common. `same`: the same words and numbers."""
DIFFERENT, STREET, ALIKE, HOUSE, SAME = range(len(LEVELS))
Texts = NDArray[np.object_]
TEXT_LEVELS = ("different", "mistyped", "same")
_, MISTYPED, SAME_TEXT = range(len(TEXT_LEVELS))

_ALIKE = 85.0
_ONE_EDIT = 60.0
"""What one edit of five letters, two of them exchanged, leaves at the least."""
_WHOLE = 100.0
_SHORTEST_PART = 5
_LIKE_CITY = 0.9
_LONG_WORD = 4
_MARKS = 64


def addresses(column: Column[Place]) -> ValueLevels:
    """Return what compares street and house."""
    words = np.array([value.words for value in column.values], object)
    texts = np.array([value.text for value in column.values], object)
    numbers = np.array([value.numbers for value in column.values], object)
    marks = np.array([_marks(value.words) for value in column.values], np.uint64)
    telling = np.array([len(value.words) >= _SHORTEST_PART for value in column.values], bool)

    def compare(left: Indexes, right: Indexes) -> Levels:
        one, other = words[left], words[right]
        likeness = cpdist(texts[left], texts[right], scorer=fuzz.ratio, score_cutoff=_ONE_EDIT)
        partly = np.flatnonzero((likeness < _WHOLE) & (marks[left] & marks[right] > 0) & telling[left] & telling[right])
        for scorer in (fuzz.ratio, fuzz.token_set_ratio):
            found = cpdist(one[partly], other[partly], scorer=scorer, score_cutoff=_ALIKE)
            likeness[partly] = np.maximum(likeness[partly], found)
        short = np.flatnonzero((likeness >= _ONE_EDIT) & (likeness < _ALIKE) & telling[left] & telling[right])
        edits = cpdist(texts[left[short]], texts[right[short]], scorer=OSA.distance, score_cutoff=1)
        likeness[short[edits <= 1]] = _ALIKE
        levels = np.where((one == "") | (other == ""), _by_numbers(numbers[left], numbers[right]), DIFFERENT)
        levels = levels.astype(np.int8)
        near = np.flatnonzero((likeness >= _ALIKE) & (one != "") & (other != ""))
        levels[near] = _with_numbers(
            likeness[near] >= _WHOLE, one[near] == other[near], numbers[left[near]], numbers[right[near]]
        )
        return levels

    return compare


def _marks(words: str) -> int:
    """Return a bit for each long word: two addresses without one in common have no long word in common."""
    marks = 0
    for word in words.split():
        if len(word) >= _LONG_WORD:
            marks |= 1 << crc32(word.encode()) % _MARKS
    return marks


def _by_numbers(one: Texts, other: Texts) -> Levels:
    """Levels of addresses of which one has no telling words: the same numbers are alike, others say nothing."""
    return np.where((one == other) & (one != ""), ALIKE, NO_EVIDENCE).astype(np.int8)


def _with_numbers(contained: Flags, equal: Flags, one: Texts, other: Texts) -> Levels:
    """Levels of addresses whose streets are alike, by whether their words are, and by their numbers."""
    shared = np.array([not set(a.split()).isdisjoint(b.split()) for a, b in zip(one, other, strict=True)], bool)
    unknown = (one == "") | (other == "")
    house = np.where(contained & shared, HOUSE, ALIKE)
    known = np.where(equal & (one == other) & ~unknown, SAME, house)
    return np.where(shared | unknown, known, STREET).astype(np.int8)


def cities(column: Column[str]) -> ValueLevels:
    """Return what compares names of cities."""
    texts = column.objects

    def compare(left: Indexes, right: Indexes) -> Levels:
        likeness = cpdist(
            texts[left],
            texts[right],
            scorer=JaroWinkler.normalized_similarity,
            score_cutoff=_LIKE_CITY,
        )
        alike = np.where(likeness >= _LIKE_CITY, MISTYPED, DIFFERENT)
        return np.where(left == right, SAME_TEXT, alike).astype(np.int8)

    return compare


def postcodes(column: Column[str]) -> ValueLevels:
    """Return what compares postcodes."""
    texts = column.objects

    def compare(left: Indexes, right: Indexes) -> Levels:
        edits = cpdist(texts[left], texts[right], scorer=OSA.distance, score_cutoff=1)
        return np.where(edits == 0, SAME_TEXT, np.where(edits == 1, MISTYPED, DIFFERENT)).astype(np.int8)

    return compare
