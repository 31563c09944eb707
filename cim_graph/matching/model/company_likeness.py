"""How the names of two organizations agree, told from the agreement of their words."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.alignment import Grids, align
from cim_graph.matching.model.words import Agreement

Flags = NDArray[np.bool_]


class Level(IntEnum):
    """How two names agree, weakest first; legal forms are set aside."""

    NONE = -1
    """No evidence: one of the two has no name."""
    DIFFERENT = 0
    """Different words, or numbers that contradict (Factory No 5, Factory No 6)."""
    RESEMBLING = 1
    """Some of the telling words agree, others contradict."""
    CONTAINED = 2
    """All telling words of one are found in the other, which has more."""
    ACRONYM = 3
    """One is made of the initials of the other: SOCAR, State Oil Company of Azerbaijan Republic."""
    ALIKE = 4
    """The same but for typing errors, sound or generic words (group, holding)."""
    OTHER_FORM = 5
    """The same words in any order and transliteration, and legal forms that contradict."""
    EQUIVALENT = 6
    """The same words in any order and transliteration; one legal form, or one of them not stated."""
    EXACT = 7
    """The same words in the same order, and the same legal form."""


class Distinction(IntEnum):
    """What tells two organizations of like names apart, since those of one group have a desk and a name in common."""

    NONE = 0
    """Nothing: the same words, or one the initials of the other."""
    LETTER = 1
    """A letter of a short word: Alfa, Alba."""
    ONE = 2
    """One has a word or a number more, generic or not: a branch, a holding."""
    EACH = 3
    """They agree in something, and each has a word or a number that the other has not."""


LEVELS = tuple(level.name.lower() for level in Level if level >= 0)
"""Names of the levels by number."""

_GENERIC_WEIGHT = 0.3
_LEAST_SHARED = 0.9
"""Weight of the words in which two names have to agree to resemble each other: one that tells something."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Of one name of each pair: where there are words, and which of them are generic, numbers, short."""

    some: Flags
    generic: Flags
    numbers: Flags
    short: Flags


Join = Callable[[tuple[NDArray[np.int32], NDArray[np.int32]], tuple[Flags, Flags]], NDArray[np.int8]]


def judge(grid: Grids, sides: tuple[Sides, Sides], join: Join) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return the level of each pair, EQUIVALENT the highest, and its Distinction; forms and initials come after."""
    agreement = np.where(grid.agreement == Agreement.INITIAL, Agreement.NONE, grid.agreement).astype(np.int8)
    weights = [np.where(side.generic, _GENERIC_WEIGHT, 1.0) for side in sides]
    left = [sides[0].some.copy(), sides[1].some.copy()]
    shared = np.zeros(len(agreement))
    weakest = np.full(len(agreement), int(Agreement.EXACT), np.int8)
    doubtful = np.zeros(len(agreement), bool)
    every = np.arange(len(agreement))
    for step in align(_scores(agreement, sides)):
        found = agreement[every, step.row, step.column]
        good = np.flatnonzero(step.found & (found >= Agreement.MISTYPED))
        row, column = step.row[good], step.column[good]
        left[0][good, row], left[1][good, column] = False, False
        shared[good] += np.minimum(weights[0][good, row], weights[1][good, column])
        weakest[good] = np.minimum(weakest[good], found[good])
        short = sides[0].short[good, row] | sides[1].short[good, column]
        doubtful[good] |= (found[good] == Agreement.MISTYPED) & short
    together = join((grid.left, grid.right), (left[0], left[1]))
    read = together > Agreement.NONE
    shared[read] += 1
    weakest[read] = np.minimum(weakest[read], together[read])
    for side in left:
        side[read] = False
    more = [side.any(axis=1) for side in left]
    distinct = np.where(doubtful, Distinction.LETTER, Distinction.NONE)
    distinct[more[0] ^ more[1]] = Distinction.ONE
    distinct[more[0] & more[1]] = np.where(shared > 0, Distinction.EACH, Distinction.NONE)[more[0] & more[1]]
    return _level((left[0], left[1]), sides, shared, weakest), distinct.astype(np.int8)


def _scores(agreement: NDArray[np.int8], sides: tuple[Sides, Sides]) -> NDArray[np.int16]:
    """Words agree the better the more letters agree; of equals a generic word rather goes to a generic one."""
    same = sides[0].generic[:, :, None] == sides[1].generic[:, None, :]
    return np.where(agreement > 0, agreement * 2 + same, 0).astype(np.int16)


def _level(
    left: tuple[Flags, Flags], sides: tuple[Sides, Sides], shared: NDArray[np.float64], weakest: NDArray[np.int8]
) -> NDArray[np.int8]:
    telling = [(rest & ~side.generic).any(axis=1) for rest, side in zip(left, sides, strict=True)]
    generic = [(rest & side.generic).any(axis=1) for rest, side in zip(left, sides, strict=True)]
    numbers = [(rest & side.numbers).any(axis=1) for rest, side in zip(left, sides, strict=True)]
    rest = [one | other for one, other in zip(telling, generic, strict=True)]
    enough = shared >= _LEAST_SHARED
    levels = np.where(enough, Level.RESEMBLING, Level.DIFFERENT)
    levels[enough & ~(rest[0] & rest[1])] = Level.CONTAINED
    levels[enough & ~(rest[0] & rest[1]) & ~telling[0] & ~telling[1]] = Level.ALIKE
    whole = ~rest[0] & ~rest[1]
    levels[whole] = np.where(weakest[whole] >= Agreement.EQUIVALENT, Level.EQUIVALENT, Level.ALIKE)
    levels[whole & (weakest == Agreement.INITIAL)] = Level.ACRONYM
    levels[numbers[0] & numbers[1]] = Level.DIFFERENT
    return levels.astype(np.int8)
