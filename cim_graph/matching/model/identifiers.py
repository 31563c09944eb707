"""Identifiers: numbers that have one holder, who has one of them; and numbers that say less."""

import numpy as np

from cim_graph.matching.model.column import NO_EVIDENCE, Column, Flags, Indexes, Levels, ValueLevels, numbered
from cim_graph.matching.model.evidence import Paper, Registration
from cim_graph.matching.model.letters import Letters

REGISTRATION_LEVELS = ("conflict", "contested", "same")
"""`contested`: one scheme agrees and another is in conflict."""
CONFLICT, CONTESTED, REGISTERED = range(len(REGISTRATION_LEVELS))
PAPER_LEVELS = ("different", "renewed", "mistyped", "same")
"""`renewed`: the numbers differ and so do their days of issue, as they do where a passport was renewed. `mistyped`: one
character differs, or two neighbours are exchanged."""
DIFFERENT, RENEWED, MISTYPED, SAME = range(len(PAPER_LEVELS))
_SHORTEST_TO_MISTYPE = 5


def registrations(column: Column[Registration]) -> ValueLevels:
    """Return what compares valid numbers: those of other schemes say nothing to each other."""
    scheme = numbered([value.scheme for value in column.values])
    several = np.array([len(value.values) > 1 for value in column.values], bool)

    def compare(left: Indexes, right: Indexes) -> Levels:
        levels = np.where(left == right, REGISTERED, CONFLICT).astype(np.int8)
        levels[scheme[left] != scheme[right]] = NO_EVIDENCE
        for pair in np.flatnonzero((levels == CONFLICT) & (several[left] | several[right])):
            one, other = column.values[left[pair]], column.values[right[pair]]
            if not set(one.values).isdisjoint(other.values):
                levels[pair] = REGISTERED
        return levels

    return compare


def papers(column: Column[Paper]) -> ValueLevels:
    """Return what compares other numbers: those of one scheme whose countries, where both are known, are the same."""
    scheme = numbered([value.scheme for value in column.values])
    number = Letters.of([value.value for value in column.values])
    number_code, country, issued = (
        numbered([value[part] for value in column.values]) for part in (Paper._fields.index(name) for name in _COMPARED)
    )
    long = number.lengths >= _SHORTEST_TO_MISTYPE

    def compare(left: Indexes, right: Indexes) -> Levels:
        levels = np.where(number_code[left] == number_code[right], SAME, DIFFERENT).astype(np.int8)
        different = np.flatnonzero(levels == DIFFERENT)
        one, other = left[different], right[different]
        levels[different[_both_stated_and_unlike(issued, one, other)]] = RENEWED
        levels[different[number.within(one, other, 1) & long[one] & long[other]]] = MISTYPED
        apart = (scheme[left] != scheme[right]) | _both_stated_and_unlike(country, left, right)
        levels[apart] = NO_EVIDENCE
        return levels

    return compare


_COMPARED = ("value", "country", "issued")


def _both_stated_and_unlike(codes: Indexes, left: Indexes, right: Indexes) -> Flags:
    one, other = codes[left], codes[right]
    unlike: Flags = (one != other) & (one != 0) & (other != 0)
    return unlike
