"""Words that are written together in one name and apart in the other: Jong-un, Jongun; Good Will, Goodwill."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from cim_graph.matching.model.letters import edits_allowed
from cim_graph.matching.model.words import Agreement, Words

Rows = NDArray[np.int32]
Flags = NDArray[np.bool_]
_LEAST_LETTERS = 4
_LEAST_INITIALS = 2


@dataclass(frozen=True, slots=True)
class Joined:
    """Words that are one word in the other name: how well they agree, NONE where they do not, and which they are."""

    agreement: NDArray[np.int8]
    left: Flags
    right: Flags

    @property
    def found(self) -> Flags:
        """Whether the words agree at all."""
        return self.agreement > Agreement.NONE


def join(words: Words, names: tuple[Rows, Rows], some: tuple[Flags, Flags]) -> Joined:
    """Read the words of pairs of names together, those that `some` marks of both sides.

    Only where there are more on one side than on the other: as many words on both sides are compared one by one. Two
    initials agree with the words that they begin (JC, Jean-Claude).
    """
    asked = _worth_reading(words, names, some)
    agreement = np.zeros(len(names[0]), np.int8)
    if len(asked):
        left, left_begins = _read(words.written.texts, names[0][asked], some[0][asked])
        right, right_begins = _read(words.written.texts, names[1][asked], some[1][asked])
        lengths = np.minimum(_lengths(left), _lengths(right))
        edits = cpdist(left, right, scorer=OSA.distance)
        found = np.where((edits <= edits_allowed(lengths)), Agreement.MISTYPED, Agreement.NONE)
        found[edits == 0] = Agreement.EQUIVALENT
        found[lengths < _LEAST_LETTERS] = Agreement.NONE
        begun = (left == right_begins) | (right == left_begins)
        found[begun & (lengths >= _LEAST_INITIALS)] = Agreement.INITIAL
        agreement[asked] = found
    return Joined(agreement, *some)


def _worth_reading(words: Words, names: tuple[Rows, Rows], some: tuple[Flags, Flags]) -> NDArray[np.intp]:
    """Return the pairs of names whose marked words can be the same, by their numbers, lengths and letters."""
    counts = some[0].sum(axis=1, dtype=np.int8), some[1].sum(axis=1, dtype=np.int8)
    asked = np.flatnonzero((counts[0] != counts[1]) & (counts[0] > 0) & (counts[1] > 0))
    if not len(asked):
        return asked
    chosen = [np.where(marked[asked], rows[asked], -1) for rows, marked in zip(names, some, strict=True)]
    letters = words.written
    lengths = [np.where(rows >= 0, letters.lengths[rows], 0).sum(axis=1) for rows in chosen]
    bits = [np.bitwise_or.reduce(np.where(rows >= 0, letters.bits[rows], np.uint64(0)), axis=1) for rows in chosen]
    most = edits_allowed(np.minimum(*lengths))
    alike = (np.abs(lengths[0] - lengths[1]) <= most) & (np.bitwise_count(bits[0] ^ bits[1]) <= 2 * most)
    begun = (lengths[0] == counts[1][asked]) | (lengths[1] == counts[0][asked])
    worth: NDArray[np.intp] = asked[alike | begun]
    return worth


def _read(
    texts: NDArray[np.object_], names: NDArray[np.int32], some: Flags
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the marked words of each name as one word, and their initials as one; each selection is made once."""
    chosen = np.where(some, names, -1)
    unique, inverse = np.unique(chosen, axis=0, return_inverse=True)
    rows = [[texts[word] for word in row if word >= 0] for row in unique.tolist()]
    words, initials = np.empty(len(rows), object), np.empty(len(rows), object)
    words[:] = ["".join(row) for row in rows]
    initials[:] = ["".join([word[0] for word in row]) for row in rows]
    return words[inverse.reshape(-1)], initials[inverse.reshape(-1)]


def _lengths(texts: NDArray[np.object_]) -> NDArray[np.int32]:
    return np.fromiter(map(len, texts), np.int32, len(texts))
