"""Dates of birth, and of foundation: digits mistyped, day and month exchanged, parts not known."""

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.column import Column, Flags, Indexes, Levels, Parts, ValueLevels

LEVELS = ("different", "near", "partial", "mistyped", "exchanged", "same")
"""`near`: two of year, month and day agree, or two digits differ, or one where day and month changed places, or one by
ten years or more. `partial`: all that both state agrees, and one states the year, or year and month, only.
`mistyped`: one digit differs, or two neighbours are exchanged. `exchanged`: day and month changed places.

1 January stands for a day that is not known, so it says the year only. Fifteen years apart are parent and child, and
`different`, unless two digits were exchanged."""
DIFFERENT, NEAR, PARTIAL, MISTYPED, EXCHANGED, SAME = range(len(LEVELS))
Digits = NDArray[np.uint32]
"""Eight digits, four bits each."""
_WHOLE = len("1984-03-09")
_PARTS_THAT_AGREE = 2
_DIGITS_THAT_DIFFER = 2
_DECADE, _GENERATION = 10, 15
_WIDTH, _DIGIT = 8, np.uint32(15)
_PLACES = np.arange(0, 4 * _WIDTH, 4, dtype=np.uint32)
_EACH_DIGIT = np.uint32(0x11111111)
_UNKNOWN_DAY = "-01-01"


def prepare(column: Column[str]) -> ValueLevels:
    """Return what compares values of a column of `1984`, `1984-03` and `1984-03-09`."""
    stated = [text.removesuffix(_UNKNOWN_DAY) for text in column.values]
    parts = np.array([[*map(int, text.split("-")), 0, 0][:3] for text in stated], np.int32).reshape(-1, 3)
    digits = _digits(parts)
    year, month, day = parts.T
    exchanged = _digits(np.stack([year, day, month], axis=1))
    whole = np.array([len(text) == _WHOLE for text in stated], bool)

    def compare(left: Indexes, right: Indexes) -> Levels:
        levels = np.where(left == right, np.where(whole[left], SAME, PARTIAL), DIFFERENT).astype(np.int8)
        both = whole[left] & whole[right]
        unlike = np.flatnonzero((left != right) & both)
        one, other = left[unlike], right[unlike]
        many, turned = _differing(digits[one], digits[other]), _differing(exchanged[one], digits[other])
        agreeing = sum((part[one] == part[other]).astype(np.int8) for part in (year, month, day))
        near = (many <= _DIGITS_THAT_DIFFER) | (agreeing >= _PARTS_THAT_AGREE)
        years = np.abs(year[one] - year[other])
        found = np.where((near | (turned <= 1)) & (years < _GENERATION), NEAR, DIFFERENT)
        found[(many == 1) & (years < _DECADE)] = MISTYPED
        two = np.flatnonzero(many == len(("one", "other")))
        found[two[_neighbours(digits[one[two]], digits[other[two]])]] = MISTYPED
        found[turned == 0] = EXCHANGED
        levels[unlike] = found
        agrees = (year[left] == year[right]) & _same_or_unknown(month, left, right) & _same_or_unknown(day, left, right)
        levels[agrees & ~both & (left != right)] = PARTIAL
        return levels

    return compare


def _digits(parts: Parts) -> Digits:
    """Return the eight digits of each day."""
    number = parts[:, 0] * 10_000 + parts[:, 1] * 100 + parts[:, 2]
    digits = (number[:, None] // 10 ** np.arange(_WIDTH) % 10).astype(np.uint32)
    packed: Digits = (digits << _PLACES).sum(axis=1, dtype=np.uint32)
    return packed


def _differing(one: Digits, other: Digits) -> NDArray[np.uint8]:
    """Count the digits that differ."""
    bits = one ^ other
    bits |= bits >> 2
    bits |= bits >> 1
    counts: NDArray[np.uint8] = np.bitwise_count(bits & _EACH_DIGIT)
    return counts


def _neighbours(one: Digits, other: Digits) -> Flags:
    """Tell where two digits beside each other are exchanged, of days of which two digits differ."""
    one, other = one[:, None] >> _PLACES & _DIGIT, other[:, None] >> _PLACES & _DIGIT
    wrong = one != other
    crossed = (one[:, :-1] == other[:, 1:]) & (one[:, 1:] == other[:, :-1]) & wrong[:, :-1] & wrong[:, 1:]
    found: Flags = crossed.any(axis=1)
    return found


def _same_or_unknown(parts: Parts, left: Indexes, right: Indexes) -> Flags:
    found: Flags = (parts[left] == parts[right]) | (parts[left] == 0) | (parts[right] == 0)
    return found
