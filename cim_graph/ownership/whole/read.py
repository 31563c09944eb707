"""Reading the whole base in a few columnar rows."""

import asyncio
from array import array
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from math import nan
from sys import intern
from typing import TYPE_CHECKING, Any

import numpy as np

from cim_graph.kernel.times import today
from cim_graph.ownership.columns import Numbering, band, ties_of
from cim_graph.ownership.model.structure import NOBODY, Holdings, Parties, Structure
from cim_graph.ownership.whole.changes import Stored
from cim_graph.ownership.whole.store import LEFT_OVER, PAGE, Leaf, OfRegime, Turn

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph

ROWS = 20_000
"""Parties in one row; the server keeps as many and what is held in them in memory."""

Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Base:
    """The whole base, and whom the last run called beneficial owners, by the same numbers."""

    structure: Structure
    stored: Stored


async def read_base(graph: "Graph", regime: str, step: Step) -> Base:
    """Read all parties and what ownership is computed from; `step` hears how many parties came.

    Relationships have no ids here: nothing that is computed for all parties names one.
    """
    gathering = _Gathering()
    async for leaf in _leaves(graph, regime):
        gathering.take(leaf)
        step(len(leaf.ids))
    [left_over] = await graph.read(LEFT_OVER(OfRegime(regime)))
    gathering.take_left_over(left_over.subjects, left_over.owners)
    return gathering.base()


async def _leaves(graph: "Graph", regime: str) -> AsyncIterator[Leaf]:
    """Yield page after page; the next is fetched while one is worked on."""
    day = today()
    coming = asyncio.create_task(graph.read(PAGE(Turn("", ROWS, regime, day))))
    while (leaf := (await coming)[0]).ids:
        coming = asyncio.create_task(graph.read(PAGE(Turn(leaf.ids[-1], ROWS, regime, day))))
        try:
            yield leaf
        except GeneratorExit:
            coming.cancel()
            raise


def _numbers() -> "array[int]":
    return array("i")


def _percents() -> "array[float]":
    return array("d")


@dataclass(slots=True)
class _Gathering:
    """What has come so far. Columns are arrays of numbers, so that a million parties take few hundred megabytes."""

    number: Numbering = field(default_factory=lambda: Numbering(()))
    described: "array[int]" = field(default_factory=_numbers)
    kinds: list[str] = field(default_factory=list)
    jurisdictions: list[str] = field(default_factory=list)
    flags: dict[int, list[str]] = field(default_factory=dict)
    holder: "array[int]" = field(default_factory=_numbers)
    held: "array[int]" = field(default_factory=_numbers)
    share: "array[float]" = field(default_factory=_percents)
    special: list[tuple[int, list[Any]]] = field(default_factory=list)
    ties: list[list[Any]] = field(default_factory=list)
    subjects: "array[int]" = field(default_factory=_numbers)
    owners: "array[int]" = field(default_factory=_numbers)
    ownership: "array[float]" = field(default_factory=_percents)
    voting: "array[float]" = field(default_factory=_percents)
    reasons: list[tuple[str, ...]] = field(default_factory=list)

    def take(self, leaf: Leaf) -> None:
        """Add a page."""
        number = self.number
        self.described.extend(map(number, leaf.ids))
        self.kinds += map(intern, leaf.kinds)
        self.jurisdictions += map(intern, leaf.jurisdictions)
        self.flags |= {number(id_): flags for id_, flags in leaf.flags}
        self.holder.extend(map(number, leaf.holders))
        self.held.extend(map(number, leaf.held))
        self.share.extend(leaf.shares)
        for row in leaf.special:
            self.special.append((len(self.holder), row))
            self.holder.append(number(row[0]))
            self.held.append(number(row[1]))
            self.share.append(nan if row[2] is None else row[2])
        self.ties += leaf.ties
        self._take_stored(leaf)

    def _take_stored(self, leaf: Leaf) -> None:
        self.subjects.extend(map(self.number, leaf.subjects))
        self.owners.extend(map(self.number, leaf.owners))
        self.ownership.extend(leaf.ownership)
        self.voting.extend(leaf.voting)
        self.reasons += (tuple(map(intern, codes)) for codes in leaf.reasons)

    def take_left_over(self, subjects: list[str], owners: list[str]) -> None:
        """Add what is stored of parties that no record describes any more."""
        self.subjects.extend(map(self.number, subjects))
        self.owners.extend(map(self.number, owners))
        self.ownership.extend([nan] * len(subjects))
        self.voting.extend([nan] * len(subjects))
        self.reasons += [()] * len(subjects)

    def base(self) -> Base:
        """Return what came as the rules want it."""
        holdings, ties = self._holdings(), ties_of(self.ties, self.number)
        stored = Stored(
            np.asarray(self.subjects, dtype=np.int32),
            np.asarray(self.owners, dtype=np.int32),
            np.asarray(self.ownership, dtype=np.float64),
            np.asarray(self.voting, dtype=np.float64),
            self.reasons,
        )
        return Base(Structure(self._parties(), holdings, ties), stored)

    def _parties(self) -> Parties:
        size = len(self.number.ids)
        kinds, jurisdictions = ["ORGANIZATION"] * size, [""] * size
        for place, number in enumerate(self.described):
            kinds[number], jurisdictions[number] = self.kinds[place], self.jurisdictions[place]
        none: list[str] = []
        flags = [self.flags.get(number, none) for number in range(size)] if self.flags else [none] * size
        return Parties(self.number.ids, kinds, flags, [place or None for place in jurisdictions])

    def _holdings(self) -> Holdings:
        share = np.asarray(self.share, dtype=np.float64)
        holder = np.asarray(self.holder, dtype=np.int32)
        least, most, votes = share.copy(), share.copy(), share.copy()
        nominee = np.full(len(share), NOBODY, dtype=np.int32)
        suspended = np.zeros(len(share), dtype=np.bool_)
        for place, (_, _, _, low, high, voting, is_suspended, behind, ends) in self.special:
            least[place], most[place] = band(float(share[place]), low, high, ends)
            votes[place] = nan if voting is None else float(voting)
            suspended[place] = bool(is_suspended)
            if behind is not None:
                nominee[place], holder[place] = holder[place], self.number(behind)
        held = np.asarray(self.held, dtype=np.int32)
        return Holdings([""] * len(share), holder, held, nominee, share, least, most, votes, suspended)
