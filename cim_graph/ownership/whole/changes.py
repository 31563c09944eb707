"""What differs between the beneficial owners that are stored and those that were computed: pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cim_graph.ownership.model.structure import Numbers, Percents

if TYPE_CHECKING:
    from cim_graph.ownership.model.base import Roll

PLACES = 6
"""Decimals of a percent that are stored; a change of less than one of them is none."""
_LEAST = 10.0**-PLACES

Places = NDArray[np.intp]


class Kind(StrEnum):
    """What became of an owner."""

    JOINED = "joined"
    CHANGED = "changed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Stored:
    """Owners as the last run left them, in columns of party numbers, percents and codes of reasons."""

    subject: Numbers
    owner: Numbers
    ownership: Percents
    voting: Percents
    reasons: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one owner of a subject; without shares and reasons where the owner left."""

    kind: Kind
    subject: str
    owner: str
    ownership: float = 0.0
    voting: float = 0.0
    reasons: tuple[str, ...] = ()


def changes(stored: Stored, roll: "Roll", ids: Sequence[str]) -> Iterator[Change]:
    """Yield what is to be written so that what is stored becomes what was computed, by subject and owner."""
    size = len(ids)
    kept = np.unique(_keys(stored.subject, stored.owner, size), return_index=True)
    known, place = kept[0], kept[1].astype(np.intp)
    wanted = _keys(roll.subject, roll.owner, size)
    at = np.searchsorted(known, wanted)
    found = np.zeros(len(wanted), dtype=np.bool_)
    inside = at < len(known)
    found[inside] = known[at[inside]] == wanted[inside]
    same = found.copy()
    same[found] = _same(stored, place[at[found]], roll, np.flatnonzero(found))
    left = place[~np.isin(known, wanted, assume_unique=True)]
    yield from _ordered(stored, left, roll, np.flatnonzero(~same), found, ids)


def _keys(subject: Numbers, owner: Numbers, size: int) -> NDArray[np.int64]:
    return subject.astype(np.int64) * size + owner


def _same(stored: Stored, places: Places, roll: "Roll", rows: Places) -> NDArray[np.bool_]:
    near: NDArray[np.bool_] = np.abs(stored.ownership[places] - roll.ownership[rows]) < _LEAST
    near &= np.abs(stored.voting[places] - roll.voting[rows]) < _LEAST
    bits = {code: 1 << bit for bit, code in enumerate(roll.codes)}
    routes: dict[tuple[str, ...], int] = {
        codes: sum(bits[code] for code in codes) if all(code in bits for code in codes) else -1
        for codes in set(stored.reasons)
    }
    told = np.fromiter((routes[stored.reasons[place]] for place in places.tolist()), np.int64, len(places))
    near &= told == roll.routes[rows]
    return near


def _ordered(
    stored: Stored, left: Places, roll: "Roll", rows: Places, found: NDArray[np.bool_], ids: Sequence[str]
) -> Iterator[Change]:
    subject = np.concatenate((stored.subject[left], roll.subject[rows]))
    owner = np.concatenate((stored.owner[left], roll.owner[rows]))
    for place in np.lexsort((owner, subject)).tolist():
        ends = (ids[subject[place]], ids[owner[place]])
        if place < len(left):
            yield Change(Kind.LEFT, *ends)
            continue
        row = int(rows[place - len(left)])
        yield Change(
            Kind.CHANGED if found[row] else Kind.JOINED,
            *ends,
            round(float(roll.ownership[row]), PLACES),
            round(float(roll.voting[row]), PLACES),
            roll.reasons(row),
        )
