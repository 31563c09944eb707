"""What is to be seen from each of the parties that were asked about, out of what was met for all of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cim_graph.ownership.columns import Numbering, structure
from cim_graph.ownership.model.structure import NOBODY, Structure
from cim_graph.ownership.store import Closure

CLIMBED = frozenset({"CONTROLS", "SETTLOR_OF", "TRUSTEE_OF", "PROTECTOR_OF", "BENEFICIARY_OF"})
"""Kinds beside OWNS by which a walk goes up."""


@dataclass(frozen=True, slots=True)
class View:
    """A structure, and the number in it of the party that is asked about."""

    structure: Structure
    subject: int


def views(closure: Closure, ids: Sequence[str], edges: int, *, down: bool = False) -> dict[str, View]:
    """Return what is to be seen from each party; `edges`: how many relationships could be read at most.

    All share what was met; the structure of each is `cut` where the walk ended at a bound before everything above
    (below) that party was met.
    """
    number = Numbering(closure.ids)
    asked = {id_: number(id_) for id_ in ids}
    not_met = set(range(len(closure.ids), len(number.ids)))
    met = structure(closure, number)
    steps = _down(met) if down else _up(met)
    unread = _unread_below(closure) if down else set(range(closure.walked, len(number.ids))) - not_met
    full = len(closure.relationships) >= edges or len(closure.ties) >= edges
    found = {}
    for id_, subject in asked.items():
        near = _reached(steps, subject)
        found[id_] = View(replace(met, cut=full or not near.isdisjoint(unread)), subject)
    return found


def _up(met: Structure) -> list[list[int]]:
    """Return, of each party, those that hold or control it, stand behind one who does, or act in concert about it."""
    above: list[list[int]] = [[] for _ in met.parties.ids]
    stakes, ties = met.holdings, met.ties
    for holder, held, nominee in zip(stakes.holder, stakes.held, stakes.nominee, strict=True):
        above[held] += [holder] if nominee == NOBODY else [holder, nominee]
    for kind, source, target, about in zip(ties.kind, ties.source, ties.target, ties.about, strict=True):
        if kind in CLIMBED:
            above[target].append(source)
        if about != NOBODY:
            above[about] += [source, target]
    return above


def _down(met: Structure) -> list[list[int]]:
    """Return, of each party, those in which it holds a stake."""
    below: list[list[int]] = [[] for _ in met.parties.ids]
    for holder, held in zip(met.holdings.holder, met.holdings.held, strict=True):
        below[holder].append(held)
    return below


def _unread_below(closure: Closure) -> set[int]:
    """Return the parties that have more stakes than were read."""
    read = Counter(closure.holders)
    stakes = zip(closure.ids, closure.stakes, strict=False)
    return {number for number, (id_, count) in enumerate(stakes) if read[id_] < count}


def _reached(steps: Sequence[Sequence[int]], start: int) -> set[int]:
    seen, level = {start}, {start}
    while level:
        level = {there for here in level for there in steps[here]} - seen
        seen |= level
    return seen
