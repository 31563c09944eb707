"""What the parts of two people's names are to each other, told from the agreement of their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.alignment import Grids, align
from cim_graph.matching.model.joining import Joined

Levels = NDArray[np.int8]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int8]

PARTS = ("given", "family", "patronymic")
"""`patronymic` is the name of the father, or a middle name where there is none."""
_GIVEN, _FAMILY, _PATRONYMIC = range(len(PARTS))


class Level(IntEnum):
    """How one part of two names agrees, weakest first."""

    NONE = -1
    """No evidence: one of the two does not state the part. A patronymic that is missing is this."""
    DIFFERENT = 0
    """Both state it, and differ. Two patronymics that contradict each other are this."""
    RENAMED = 1
    """Of family only: a woman's differs, and given name and father's name agree: she may have married."""
    RESEMBLING = 2
    """Spelled somewhat alike; or agrees in one word of several and contradicts in others; or found in another part."""
    MISTYPED = 3
    """One or two typing errors apart, as many as the length of the word makes likely."""
    SOUND = 4
    """The same rough sound (`records/sounds.py`)."""
    INITIAL = 5
    """One is an initial of the other."""
    SWAPPED = 6
    """Of given: given and family changed places, and both agree; `family` is NONE then, since this says it all. Of
    family: one of the two is found in the other's place, and the rest contradicts (Madison Noyce, Noyce Liam)."""
    EQUIVALENT = 7
    """Another writing of the same name: transliteration, short form, feminine ending, or a part of a double name."""
    EXACT = 8
    """The same but for case, script and diacritics."""


LEVELS = tuple(level.name.lower() for level in Level if level >= 0)
"""Names of the levels by number."""

KINDS = "gfpmnu"
"""The letters of `PersonName.parts`, by number; a row of parts is filled up with the number after them."""
_G, _F, _P, _M, _N, _U, _END = range(len(KINDS) + 1)
_GIVENS, _FAMILIES, _MIDDLES, _UNKNOWN = (
    np.isin(np.arange(_END + 1), kinds) for kinds in ((_G,), (_F,), (_P, _M), (_N, _U))
)
"""Whether each kind is one of some kinds."""
_CROSSED, _SHIFTED, _OPEN, _APART = 3, 4, 5, 6
"""What a pair of words is besides a pair of one part: given with family, given with middle, unknown, impossible."""

_ROLES = np.full((_END + 1, _END + 1), _APART, np.int8)
for _one, _other, _role in (
    (_G, _G, _GIVEN), (_G, _U, _GIVEN), (_F, _F, _FAMILY), (_F, _U, _FAMILY), (_P, _P, _PATRONYMIC),
    (_P, _M, _PATRONYMIC), (_P, _U, _PATRONYMIC), (_M, _M, _PATRONYMIC), (_M, _U, _PATRONYMIC), (_U, _U, _OPEN),
    (_G, _N, _GIVEN), (_F, _N, _FAMILY), (_N, _N, _OPEN), (_N, _U, _OPEN), (_G, _F, _CROSSED), (_G, _M, _SHIFTED),
):  # fmt: skip
    _ROLES[_one, _other] = _ROLES[_other, _one] = _role

_LEVEL_OF = np.array(
    [Level.NONE, Level.INITIAL, Level.RESEMBLING, Level.MISTYPED, Level.SOUND, Level.EQUIVALENT, Level.EXACT], np.int8
)
_STEP = 8
_SAME_PART, _PERHAPS_SAME_PART, _OUT_OF_PLACE = 4, 2, -10
_UNSET = 99


def _scores() -> NDArray[np.int16]:
    """Return how well a word of each kind answers to one of each kind, by their agreement; 0 where it does not."""
    agreement = np.arange(len(_LEVEL_OF)) * _STEP
    same = np.eye(len(_ROLES), dtype=bool) & (_ROLES < _CROSSED)
    bonus = np.where(same, _SAME_PART, _PERHAPS_SAME_PART)
    bonus = np.where((_ROLES == _CROSSED) | (_ROLES == _SHIFTED), _OUT_OF_PLACE, bonus)
    able = (_ROLES != _APART)[:, :, None] & (agreement > 0)
    return np.where(able, np.maximum(agreement + bonus[:, :, None], 0), 0).astype(np.int16)


_SCORES = _scores()


@dataclass(frozen=True, slots=True)
class Pairing:
    """One pair of words for each pair of names, where `found`: its level, its role, and where the words stand."""

    found: Flags
    level: Levels
    role: Levels
    row: NDArray[np.intp]
    column: NDArray[np.intp]


def pairings(grid: Grids, left: Levels, right: Levels) -> list[Pairing]:
    """Pair the words of names; `left` and `right` hold the kind of each word, by number in KINDS."""
    every = np.arange(len(left))
    return [
        Pairing(
            step.found,
            _LEVEL_OF[grid.agreement[every, step.row, step.column]],
            _ROLES[left[every, step.row], right[every, step.column]],
            step.row,
            step.column,
        )
        for step in align(_SCORES[left[:, :, None], right[:, None, :], grid.agreement])
    ]


def weak(steps: Sequence[Pairing], left: Levels, right: Levels) -> tuple[Flags, Flags]:
    """Return which words have no partner, or one that merely resembles them."""
    open_left, open_right = left != _END, right != _END
    for step in steps:
        _close(step, step.found & (step.level != Level.RESEMBLING), open_left, open_right)
    return open_left, open_right


def _close(step: Pairing, some: Flags, left: Flags, right: Flags) -> None:
    every = np.flatnonzero(some)
    left[every, step.row[every]] = False
    right[every, step.column[every]] = False


class Verdict:
    """The levels of each part, as they are found: filled by `judge`."""

    def __init__(self, left: Levels, right: Levels) -> None:
        count = len(left)
        self.kinds = left, right
        self.open = left != _END, right != _END
        self.levels = np.full((count, len(PARTS)), _UNSET, np.int8)
        self.by = np.full((count, len(PARTS), 2), -1, np.int8)
        """Row and column of the words that a part was first told from."""
        self.lent = np.zeros((2, count), bool)
        """Of each side, whether a word of an unknown part was taken for a patronymic."""
        self.swapped = np.zeros(count, bool)
        self.crossed = np.zeros(count, bool)
        """Whether one of given and family is found in the place of the other."""

    def has(self, kind: int) -> Flags:
        """Whether a word of a kind stands in either name."""
        found: Flags = (self.kinds[0] == kind).any(axis=1) | (self.kinds[1] == kind).any(axis=1)
        return found

    def unset(self, part: int) -> Flags:
        """Whether nothing is known of a part yet."""
        found: Flags = self.levels[:, part] == _UNSET
        return found

    def put(self, part: int, step: Pairing, some: Flags) -> None:
        """Take a pair of words for a part; of several the weakest counts."""
        first = some & self.unset(part)
        self.by[first, part, 0], self.by[first, part, 1] = step.row[first], step.column[first]
        self.levels[:, part] = np.where(some, np.minimum(self.levels[:, part], step.level), self.levels[:, part])
        _close(step, some, *self.open)
        if part == _PATRONYMIC:
            every = np.arange(len(some))
            self.lent[0] |= some & (self.kinds[0][every, step.row] == _U)
            self.lent[1] |= some & (self.kinds[1][every, step.column] == _U)

    def spare(self, side: int, kinds: Flags) -> Counts:
        """Count the words of some kinds that have no partner."""
        counts: Counts = (self.open[side] & kinds[self.kinds[side]]).sum(axis=1, dtype=np.int8)
        return counts


def judge(steps: Sequence[Pairing], joined: Joined | None, left: Levels, right: Levels, woman: Flags) -> Verdict:
    """Return the level of each part: NONE where one side has no word for it, DIFFERENT where both have, and differ.

    `woman` says of which pairs the names are those of women.
    """
    verdict = Verdict(left, right)
    steps = [_without(step, joined) for step in steps] if joined else steps
    for step in steps:
        for part in (_GIVEN, _FAMILY, _PATRONYMIC):
            verdict.put(part, step, step.found & (step.role == part))
    _fill_open(verdict, steps)
    if joined:
        _take_joined(verdict, joined)
    _out_of_place(verdict, steps)
    _contradictions(verdict)
    verdict.levels[verdict.levels == _UNSET] = Level.NONE
    levels = verdict.levels.T
    agree = (levels[_GIVEN] >= Level.SOUND) & (levels[_PATRONYMIC] >= Level.SOUND) & woman
    levels[_FAMILY, agree & (levels[_FAMILY] == Level.DIFFERENT)] = Level.RENAMED
    verdict.levels[verdict.swapped] = (Level.SWAPPED, Level.NONE, Level.NONE)
    apart = (levels[_GIVEN] == Level.DIFFERENT) & (levels[_FAMILY] == Level.DIFFERENT)
    levels[_FAMILY, verdict.crossed & apart] = Level.SWAPPED
    return verdict


def _without(step: Pairing, joined: Joined) -> Pairing:
    """Let go of pairs that merely resemble each other where the words are read together instead."""
    found = step.found & ~(joined.found & (step.level == Level.RESEMBLING))
    return Pairing(found, step.level, step.role, step.row, step.column)


def _fill_open(verdict: Verdict, steps: Sequence[Pairing]) -> None:
    """Where neither name tells its parts, the words that agree best are the family, the next ones the given name."""
    known_family, known_given = verdict.has(_F), verdict.has(_G)
    for step in steps:
        some = step.found & (step.role == _OPEN)
        family = some & ~known_family & verdict.unset(_FAMILY)
        given = some & ~family & ~known_given & verdict.unset(_GIVEN)
        verdict.put(_FAMILY, step, family)
        verdict.put(_GIVEN, step, given)
        verdict.put(_PATRONYMIC, step, some & ~family & ~given)


def _take_joined(verdict: Verdict, joined: Joined) -> None:
    """Words read together stand for whatever part is not told yet; where nothing is, for family and given both."""
    found = joined.found
    family, given = verdict.unset(_FAMILY), verdict.unset(_GIVEN)
    rest = ~family & ~given
    for part, some in ((_FAMILY, family), (_GIVEN, given), (_PATRONYMIC, rest)):
        least = np.minimum(verdict.levels[:, part], _LEVEL_OF[joined.agreement])
        verdict.levels[:, part] = np.where(found & some, least, verdict.levels[:, part])
    verdict.open[0][found] &= ~joined.left[found]
    verdict.open[1][found] &= ~joined.right[found]


def _out_of_place(verdict: Verdict, steps: Sequence[Pairing]) -> None:
    """Given and family that changed places both agree; given and middle name that did are two people, one is weak."""
    crossed = np.zeros(len(verdict.levels), np.int8)
    shifted = np.zeros(len(verdict.levels), np.int8)
    for step in steps:
        crossed += step.found & (step.role == _CROSSED)
        verdict.crossed |= step.found & (step.role == _CROSSED) & (step.level >= Level.MISTYPED)
        shifted += step.found & (step.role == _SHIFTED)
    verdict.swapped = (crossed == 2) & verdict.unset(_GIVEN) & verdict.unset(_FAMILY)  # noqa: PLR2004 (both)
    for step in steps:
        _close(step, step.found & (step.role == _CROSSED) & verdict.swapped, *verdict.open)
        alone = step.found & (step.role == _SHIFTED) & (shifted == 1) & verdict.unset(_GIVEN)
        verdict.levels[alone, _GIVEN] = np.minimum(step.level[alone], Level.RESEMBLING)
        _close(step, alone, *verdict.open)


def _contradictions(verdict: Verdict) -> None:
    """Take a part for contradicted where both names have words left that are, or may be, this part.

    So is a given name that has no partner where the other name lent its own to the father: Lamiyə Eldar qızı, Eldar.
    """
    unknown = [verdict.spare(side, _UNKNOWN) for side in (0, 1)]
    for part, kind in ((_FAMILY, _FAMILIES), (_GIVEN, _GIVENS)):
        own = [verdict.spare(side, kind) for side in (0, 1)]
        differ = verdict.unset(part) & (own[0] + unknown[0] > 0) & (own[1] + unknown[1] > 0)
        verdict.levels[differ, part] = Level.DIFFERENT
        for side in (0, 1):
            unknown[side] = unknown[side] - (differ & (own[side] == 0))
    for side in (0, 1):
        given = verdict.unset(_GIVEN) & (verdict.spare(side, _GIVENS) > 0) & verdict.lent[1 - side]
        verdict.levels[given, _GIVEN] = Level.DIFFERENT
    _extra_families(verdict)
    middle = [verdict.spare(side, _MIDDLES) + unknown[side] for side in (0, 1)]
    verdict.levels[(middle[0] > 0) & (middle[1] > 0), _PATRONYMIC] = Level.DIFFERENT


def _extra_families(verdict: Verdict) -> None:
    left, right = verdict.spare(0, _FAMILIES) > 0, verdict.spare(1, _FAMILIES) > 0
    levels = verdict.levels[:, _FAMILY]
    told = levels < _UNSET
    levels[told & (left | right)] = np.minimum(levels[told & (left | right)], Level.EQUIVALENT)
    levels[told & left & right] = np.minimum(levels[told & left & right], Level.RESEMBLING)
