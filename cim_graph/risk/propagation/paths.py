"""The one path that explains what reached a party."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cim_graph.risk.propagation.arcs import Places
    from cim_graph.risk.propagation.spread import Spread, Step


@dataclass(frozen=True, slots=True)
class Path:
    """Parties from the origin on, and the relationships between each and the next, by numbers; arcs say the weights."""

    parties: tuple[int, ...]
    relationships: tuple[int, ...]
    arcs: tuple[int, ...]


def path(spread: "Spread", row: int) -> Path:
    """Return the path behind a row of what reached whom.

    A party on the way may have become stronger later, by more steps than this path had left: each step back looks at
    what was known before the step.
    """
    arcs, size = spread.arcs, spread.arcs.size
    begin = int(spread.origin[row]) * size
    here, number, taken = int(spread.party[row]), len(spread.steps), list[int]()
    while (found := _found(spread.steps, begin + here, number)) is not None:
        number, arc = found
        if arc < 0:
            break
        taken.append(arc)
        here = int(arcs.tail[arc])
    taken.reverse()
    parties = (here, *(int(arcs.head[arc]) for arc in taken))
    return Path(parties, tuple(int(arcs.relationship[arc]) for arc in taken), tuple(taken))


def ways(spread: "Spread", rows: "Places") -> "NDArray[np.int32]":
    """Return the arcs of the paths behind many rows, one row each: in their order, with -1 where there is none."""
    arcs, last = spread.arcs, len(spread.steps) - 1
    begin = spread.origin[rows].astype(np.int64) * arcs.size
    here = spread.party[rows].astype(np.int64)
    taken = np.full((len(rows), max(last, 0)), -1, dtype=np.int32)
    for number in range(last, 0, -1):
        step = spread.steps[number]
        if not step.size:
            continue
        key = begin + here
        at = np.minimum(np.searchsorted(step.key, key), step.size - 1)
        met = np.flatnonzero(step.key[at] == key)
        taken[met, number - 1] = step.arc[at[met]]
        here[met] = arcs.tail[step.arc[at[met]]]
    return taken


def _found(steps: "tuple[Step, ...]", key: int, before: int) -> tuple[int, int] | None:
    for number in range(before - 1, -1, -1):
        step = steps[number]
        at = int(np.searchsorted(step.key, key))
        if at < step.size and step.key[at] == key:
            return number, int(step.arc[at])
    return None
