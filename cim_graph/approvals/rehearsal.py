"""What would become true: the commands are done in a transaction that is taken back, and the two states compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from cim_graph.approvals.commands import Outlined
from cim_graph.approvals.matter import naming_of
from cim_graph.approvals.model import Effect, Shown
from cim_graph.approvals.outlook import Outlook, Terms, effects, held_below, outlook
from cim_graph.approvals.performing import perform
from cim_graph.approvals.policies import Asked, Policies
from cim_graph.approvals.portrait import Portraits, contrast, neighbours, portraits
from cim_graph.approvals.touching import Ground, Grounds, named
from cim_graph.approvals.weighing import asked
from cim_graph.approvals.wire import SUBMIT, UNSAID, Wire, steps
from cim_graph.matching.models import Models
from cim_graph.parties.service import called

if TYPE_CHECKING:
    from cim_graph.commands.service import Doing
    from cim_graph.graph.session import Graph, Transaction
    from cim_graph.kernel.actor import Actor

MOST_PARTIES: Final = 200
"""Parties around which it is looked what follows; where more are touched, it is said of how many it was looked at."""
_KEPT: Final = ("type", "source", "key", "kind", "from", "to", "account", "direction")
"""Fields of a record that are shown whether they change or not: they say what it is about."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal has shown, whether anything would change, and the last answer."""

    outlined: Outlined
    changed: bool
    answer: Any


@dataclass(frozen=True, slots=True)
class _After:
    then: Ground
    asked: Asked
    now: Ground
    parties: list[str]
    companies: list[str]
    total: int
    portraits: Portraits
    outlook: Outlook
    led: Mapping[str, str]
    versions: tuple[str, str]
    changed: bool
    answer: Any


class Rehearsing:
    """Does commands, looks at what became of it, and takes it back."""

    def __init__(
        self, do: "Doing", terms: Terms, policies: Policies, ranks: Mapping[str, int], grounds: Grounds
    ) -> None:
        self._do = do
        self._terms = terms
        self._policies = policies
        self._ranks = ranks
        self._grounds = grounds

    async def rehearse(self, graph: "Graph", maker: "Actor", changes: Sequence[tuple[int, Wire]]) -> Rehearsed:
        """Return what would be; raise what doing it raises, with the place of the command."""

        async def work(transaction: "Transaction") -> _After:
            return await self._after(transaction, maker, changes)

        after = await graph.rehearse("rehearse", work)
        before = await portraits(graph, after.parties, self._terms.rank)
        outlook_before = await outlook(graph, after.parties, after.companies, self._terms)
        found = effects(outlook_before, after.outlook, after.led)
        if after.total > MOST_PARTIES:
            found.append(Effect("CUT", f"{MOST_PARTIES} of {after.total:,} parties that it touches were looked at"))
        shown = tuple(_shown(wire, before, after) for _, wire in changes)
        outlined = Outlined(after.then.base(), after.asked, shown, tuple(found))
        return Rehearsed(outlined, after.changed, after.answer)

    async def _after(self, transaction: "Transaction", maker: "Actor", changes: Sequence[tuple[int, Wire]]) -> _After:
        inside, rank = transaction.within(), self._terms.rank
        wires = [wire for _, wire in changes]
        then = await self._grounds.under(inside.read, wires)
        needed = await asked(inside, wires, then, self._policies, self._terms.book, rank)
        met = sorted(then.parties())
        held = await held_below(inside, met[:MOST_PARTIES], rank)
        version = await _model(inside)
        context = self._do.context(transaction, maker)
        done = await perform(self._do, context, steps(changes, self._ranks), {})
        now = await self._grounds.under(inside.read, wires)
        every = sorted({*met, *now.parties(), *done.parties})
        parties = every[:MOST_PARTIES]
        companies = sorted({*held, *await held_below(inside, parties, rank)})[:MOST_PARTIES]
        led = dict(zip(every, await called(inside, every), strict=True))
        return _After(
            then,
            needed,
            now,
            parties,
            companies,
            max(len(every), len(companies)),
            await portraits(inside, parties, rank),
            await outlook(inside, parties, companies, self._terms),
            led,
            (version, await _model(inside)),
            done.changed,
            done.answer,
        )


async def _model(graph: "Graph") -> str:
    return (await Models().matcher(graph.read)).model.version


def _shown(wire: Wire, before: Portraits, after: _After) -> Shown:
    ids = named(wire)
    parties = sorted({*after.then.parties(ids), *after.now.parties(ids)})
    pairs = {id_: contrast(before.parties.get(id_), after.portraits.parties.get(id_)) for id_ in parties}
    near = chain.from_iterable(neighbours(side) for pair in pairs.values() for side in pair)
    areas = [
        *(one.area for ground in (after.then, after.now) for one in ground.parties(ids).values()),
        *(one.areas[id_] for id_ in chain(parties, near) for one in (before, after.portraits) if id_ in one.areas),
    ]
    was, will = _said(wire, ids, after)
    then, now = ({id_: pair[side] for id_, pair in pairs.items() if any(pair)} for side in (0, 1))
    return Shown({**was, "parties": then}, {**will, "parties": now}, tuple(dict.fromkeys(areas)))


def _said(wire: Wire, ids: Sequence[str], after: _After) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a change says, and what stood there before."""
    if wire["command"] == "approveModel":
        return {"model": after.versions[0]}, {"model": after.versions[1]}
    if wire["command"] != SUBMIT:
        return {}, {"says": {name: value for name, value in wire.items() if name not in UNSAID}}
    record = wire["records"][0]
    stood = next((found for id_ in ids[:1] if (found := after.then.record(id_)) is not None), None)
    if record["type"] == "retract":
        stood = next((found for id_ in ids if (found := after.then.record(id_)) is not None), None)
        return {"record": stood}, {"record": None}
    was, will = contrast(_stated(stood), _stated(record))
    kept = {name: record[name] for name in _KEPT if name in record}
    return {"record": was}, {"record": {**kept, **(will or {})}}


def _stated(record: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if record is None else {name: value for name, value in record.items() if name not in naming_of(record)}
