"""A run over the whole base: read, compute, write what changed."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

import numpy as np

from cim_graph.kernel.ids import sequence_id
from cim_graph.ownership.model.base import all_owners
from cim_graph.ownership.model.regime import Regime
from cim_graph.ownership.whole.changes import Change, changes
from cim_graph.ownership.whole.commands import BeginOwners, ChangeOwners, FinishOwners
from cim_graph.ownership.whole.read import read_base

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor

BATCH = 5000
"""Owners in one command, about: all of a subject are in one."""


class Watch(Protocol):
    """Who hears how far a run is."""

    def read(self, parties: int) -> None:
        """Hear that so many more parties were read."""
        ...

    def wrote(self, owners: int) -> None:
        """Hear that so many more owners were written."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found: parties read, those that have beneficial owners, how many these are, what was written."""

    run: str
    parties: int
    subjects: int
    owners: int
    changed: int
    """Owners that joined, changed or left."""
    events: int
    """Parties whose owners changed."""


async def run(graph: "Graph", commands: "Commands", actor: "Actor", regime: Regime, watch: Watch) -> Report:
    """Compute the beneficial owners of every party and write what changed since the last run.

    Of several runs at once the one that began last goes on; the others end with ConflictError at their next batch. One
    that was interrupted leaves what it had written, which is right, and the next one writes the rest.
    """
    number = sequence_id()
    await commands.execute(graph, actor, BeginOwners(regime.id, number))
    base = await read_base(graph, regime.id, watch.read)
    roll = await asyncio.to_thread(all_owners, base.structure, regime)
    ids = base.structure.parties.ids
    changed = events = 0
    for command in batches(regime.id, number, changes(base.stored, roll, ids)):
        events += await commands.execute(graph, actor, command)
        changed += len(command.changes)
        watch.wrote(len(command.changes))
    subjects = len(np.unique(roll.subject))
    await commands.execute(graph, actor, FinishOwners(regime.id, number, subjects, len(roll)))
    return Report(number, len(ids), subjects, len(roll), changed, events)


def batches(regime: str, number: str, found: Iterable[Change]) -> Iterator[ChangeOwners]:
    """Yield what a run writes, batch by batch, all changes of a subject in one."""
    for place, batch in enumerate(_batches(found), 1):
        yield ChangeOwners(regime, number, place, batch)


def _batches(found: Iterable[Change]) -> Iterator[list[Change]]:
    """Yield batches of whole subjects."""
    batch: list[Change] = []
    for _, group in groupby(found, key=lambda change: change.subject):
        batch += group
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
