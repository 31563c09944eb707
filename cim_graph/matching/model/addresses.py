"""Addresses: street and house together, and by themselves the city and the postcode."""

from zlib import crc32

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from cim_graph.matching.model.column import NO_EVIDENCE, Column, Indexes, Levels, ValueLevels, numbered
from cim_graph.matching.model.letters import Letters
from cim_graph.matching.model.places import Place
from cim_graph.matching.model.remembered import Remembered

LEVELS = ("different", "street", "alike", "house", "same")
"""`street`: the streets are alike and all numbers of houses differ, or there are none: it may be a town or a village.
`alike`: the streets are alike, or one address has words that the other leaves out, and no number contradicts. `house`:
the same words, or those of one among those of the other, and a number in common. `same`: the same words and numbers."""
DIFFERENT, STREET, ALIKE, HOUSE, SAME = range(len(LEVELS))
TEXT_LEVELS = ("different", "mistyped", "same")
_, MISTYPED, SAME_TEXT = range(len(TEXT_LEVELS))

_ALIKE = 85.0
_WHOLE = 100.0
_SHORTEST_PART = 5
_LIKE_CITY = 0.9
_LONG_WORD = 4
_MARKS = 64


def addresses(column: Column[Place]) -> ValueLevels:
    """Return what compares street and house."""
    words = np.array([value.words for value in column.values], object)
    texts = Letters.of([value.text for value in column.values])
    worded = numbered([value.words for value in column.values])
    houses = numbered([value.numbers for value in column.values])
    numbers = [value.numbers.split() for value in column.values]
    marks = np.array([_marks(value.words) for value in column.values], np.uint64)
    housed = np.array([_marks(value.numbers, least=1) for value in column.values], np.uint64)
    telling = np.array([len(value.words) >= _SHORTEST_PART for value in column.values], bool)

    def compare(left: Indexes, right: Indexes) -> Levels:
        likeness = texts.likeness(left, right, _ALIKE)
        whole_words = telling[left] & telling[right]
        partly = np.flatnonzero((likeness < _WHOLE) & (marks[left] & marks[right] > 0) & whole_words)
        one, other = words[left[partly]], words[right[partly]]
        for scorer in (fuzz.ratio, fuzz.token_set_ratio):
            found = cpdist(one, other, scorer=scorer, score_cutoff=_ALIKE)
            likeness[partly] = np.maximum(likeness[partly], found)
        short = np.flatnonzero((likeness < _ALIKE) & whole_words)
        likeness[short[texts.within(left[short], right[short], 1)]] = _ALIKE
        wordless = (worded[left] == 0) | (worded[right] == 0)
        same_house = (houses[left] == houses[right]) & (houses[left] > 0)
        levels = np.where(wordless, np.where(same_house, ALIKE, NO_EVIDENCE), DIFFERENT).astype(np.int8)
        near = np.flatnonzero((likeness >= _ALIKE) & ~wordless)
        one, other = left[near], right[near]
        unknown = (houses[one] == 0) ^ (houses[other] == 0)
        shared = same_house[near]
        asked = np.flatnonzero(~shared & (housed[one] & housed[other] > 0))
        pairs = zip(one[asked].tolist(), other[asked].tolist(), strict=True)
        shared[asked] = [not set(numbers[a]).isdisjoint(numbers[b]) for a, b in pairs]
        house = np.where((likeness[near] >= _WHOLE) & shared, HOUSE, ALIKE)
        known = np.where((worded[one] == worded[other]) & same_house[near], SAME, house)
        levels[near] = np.where(shared | unknown, known, STREET)
        return levels

    return compare


def _marks(words: str, least: int = _LONG_WORD) -> int:
    """Return a bit for each word of so many letters: texts without a bit in common have no such word in common."""
    marks = 0
    for word in words.split():
        if len(word) >= least:
            marks |= 1 << crc32(word.encode()) % _MARKS
    return marks


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

    return Remembered(len(texts), compare)


def postcodes(column: Column[str]) -> ValueLevels:
    """Return what compares postcodes."""
    texts = Letters.of(column.values)

    def compare(left: Indexes, right: Indexes) -> Levels:
        mistyped = np.where(texts.within(left, right, 1), MISTYPED, DIFFERENT)
        return np.where(left == right, SAME_TEXT, mistyped).astype(np.int8)

    return compare
