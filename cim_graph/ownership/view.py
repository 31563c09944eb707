"""What is to be seen from each of the parties that were asked about, out of what was met for all of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cim_graph.ownership.columns import Numbering, structure
from cim_graph.ownership.model.structure import NOBODY, Holdings, Marks, Numbers, Parties, Structure, Ties
from cim_graph.ownership.store import Closure

CLIMBED = frozenset({"CONTROLS", "SETTLOR_OF", "TRUSTEE_OF", "PROTECTOR_OF", "BENEFICIARY_OF"})
"""Kinds beside OWNS by which a walk goes up."""
_BETWEEN = ("FAMILY_OF", "RELATED_TO")
"""Kinds that matter only where both ends were met."""

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class View:
    """A structure, and the number in it of the party that is asked about."""

    structure: Structure
    subject: int


def views(closure: Closure, ids: Sequence[str], edges: int, *, down: bool = False) -> dict[str, View]:
    """Return what is to be seen from each party; `edges`: how many relationships could be read at most.

    A structure is `cut` where the walk ended at a bound before everything above (below) was met. A party that was not
    met is alone in its structure.
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
        cut = full or not near.isdisjoint(unread)
        found[id_] = View(replace(met, cut=cut), subject) if len(asked) == 1 else _part(met, near, subject, cut=cut)
    return found


def _up(met: Structure) -> list[list[int]]:
    """Return, of each party, those that hold or control it, or stand behind one who does."""
    above: list[list[int]] = [[] for _ in met.parties.ids]
    stakes, ties = met.holdings, met.ties
    for holder, held, nominee in zip(stakes.holder, stakes.held, stakes.nominee, strict=True):
        above[held] += [holder] if nominee == NOBODY else [holder, nominee]
    for kind, source, target in zip(ties.kind, ties.source, ties.target, strict=True):
        if kind in CLIMBED:
            above[target].append(source)
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


def _part(met: Structure, near: Iterable[int], subject: int, *, cut: bool) -> View:
    """Return what matters to one party: those near it, what is held in them, and the ties at them."""
    inside = np.zeros(len(met.parties.ids) + 1, dtype=np.bool_)
    inside[[*near]] = True
    stakes = np.flatnonzero(inside[met.holdings.held])
    ties = _at(met.ties, inside)
    for column in (met.holdings.holder, met.holdings.nominee):
        inside[column[stakes]] = True
    for column in (met.ties.source, met.ties.target):
        inside[column[ties]] = True
    inside[NOBODY] = False
    kept = np.flatnonzero(inside)
    numbers: Numbers = np.full(len(inside), NOBODY, dtype=np.int32)  # the last place stands for nobody
    numbers[kept] = np.arange(len(kept), dtype=np.int32)
    part = Structure(
        _parties(met.parties, kept.tolist()),
        _holdings(met.holdings, stakes, numbers),
        _ties(met.ties, ties, numbers),
        cut,
    )
    return View(part, int(numbers[subject]))


def _at(ties: Ties, inside: Marks) -> Places:
    """Return the places of ties that say something of the parties inside."""
    kinds = np.array(ties.kind, dtype=np.str_)
    source, target = inside[ties.source], inside[ties.target]
    known = inside[ties.about] | (ties.about == NOBODY)
    wanted = np.where(kinds == "ACTS_FOR", source, target)
    return np.flatnonzero(np.where(np.isin(kinds, _BETWEEN), source & target & known, wanted))


def _parties(parties: Parties, kept: Sequence[int]) -> Parties:
    return Parties(
        [parties.ids[number] for number in kept],
        [parties.kinds[number] for number in kept],
        [parties.flags[number] for number in kept],
        [parties.jurisdictions[number] for number in kept],
    )


def _holdings(holdings: Holdings, kept: Places, numbers: Numbers) -> Holdings:
    return Holdings(
        [holdings.relationships[place] for place in kept.tolist()],
        numbers[holdings.holder[kept]],
        numbers[holdings.held[kept]],
        numbers[holdings.nominee[kept]],
        holdings.share[kept],
        holdings.least[kept],
        holdings.most[kept],
        holdings.votes[kept],
        holdings.suspended[kept],
    )


def _ties(ties: Ties, kept: Places, numbers: Numbers) -> Ties:
    places = kept.tolist()
    return Ties(
        [ties.relationships[place] for place in places],
        [ties.kind[place] for place in places],
        numbers[ties.source[kept]],
        numbers[ties.target[kept]],
        [ties.word[place] for place in places],
        numbers[ties.about[kept]],
    )
