"""A run over the whole base: what it found is written where it differs from what the last one found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Ids
from cim_graph.groups.commands import ChangeGroups, EndRun
from cim_graph.groups.model.changes import Before, Change, bound, changes, links_of
from cim_graph.groups.model.group import Group, Member
from cim_graph.groups.model.totals import large_total
from cim_graph.groups.rulebook import Rulebook
from cim_graph.groups.run_store import MEMBERSHIPS, RUN, STORED, OfKind, Run
from cim_graph.groups.service.everywhere import groups_everywhere
from cim_graph.groups.written import fingerprint, reasons_of, reasons_text, row
from cim_graph.kernel.ids import Kind, name_digest, sequence_id, spans
from cim_graph.kernel.times import NOW, today

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.vocabulary import GroupKind

BATCH = 2000
"""Memberships that one transaction writes, about."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did. `large_total`: all large exposures together, each party counted once."""

    groups: Sequence[Group]
    written: int
    changes: Sequence[Change]
    large_total: Decimal
    capital: Decimal | None
    cut: bool


@dataclass(frozen=True, slots=True)
class Door:
    """The graph, the commands that write to it, and on whose behalf."""

    graph: "Graph"
    commands: "Commands"
    actor: "Actor"


@dataclass(frozen=True, slots=True)
class _Known:
    fingerprint: str
    exposure: Decimal
    large: bool
    breached: bool


async def run(door: Door, kind: "GroupKind", book: Rulebook, rank: "Rank") -> Ran:
    """Compute the groups of a kind and write what has changed; run again at once it writes nothing but that it ran."""
    found = await groups_everywhere(door.graph, kind, book, NOW, rank)
    last, known = await last_run(door.graph, kind), await _known(door.graph, kind)
    differing = [
        group for group in found.groups if group.id not in known or known[group.id].fingerprint != fingerprint(group)
    ]
    gone = sorted(known.keys() - {group.id for group in found.groups})
    before = await _before(door.graph, known, [*gone, *(group.id for group in differing if group.id in known)])
    happened = changes(list(before.values()), differing)
    name = sequence_id()
    told = _told(happened, kind, last.run if last else "")
    for part in _parts({group.id: group for group in differing}, gone, bound(happened)):
        batch = _batch(part, before, told, name)
        await door.commands.execute(door.graph, door.actor, batch)
    total = large_total(found.groups)
    ended = EndRun(kind, name, today(), len(found.groups), book.limits.id, f"{total:f}")
    await door.commands.execute(door.graph, door.actor, ended)
    return Ran(found.groups, len(differing) + len(gone), happened, total, found.capital, found.cut)


async def last_run(graph: "Graph", kind: "GroupKind") -> Run | None:
    """Return the last run over the groups of a kind."""
    found = await graph.read(RUN(OfKind(kind.value)))
    return found[0] if found else None


async def _known(graph: "Graph", kind: "GroupKind") -> dict[str, _Known]:
    known: dict[str, _Known] = {}
    for span in spans(Kind[kind.value]):
        [rows] = await graph.read(STORED(span))
        for id_, print_, owed, large, breached in zip(
            rows.ids, rows.fingerprints, rows.exposures, rows.large, rows.breached, strict=True
        ):
            known[id_] = _Known(print_, Decimal(owed), large, breached)
    return known


async def _before(graph: "Graph", known: dict[str, _Known], ids: Sequence[str]) -> dict[str, "_Old"]:
    found: dict[str, _Old] = {}
    for start in range(0, len(ids), BATCH):
        for stored in await graph.read(MEMBERSHIPS(Ids(list(ids[start : start + BATCH])))):
            was = known[stored.id]
            links = {
                id_: tuple(dict.fromkeys(one for reason in reasons_of(why) for one in reason.relationships))
                for id_, why, _ in stored.members
            }
            told = {id_: (why, owed) for id_, why, owed in stored.members}
            found[stored.id] = _Old(stored.id, was.exposure, was.large, was.breached, links, told)
    return found


@dataclass(frozen=True, slots=True)
class _Old(Before):
    """A group as it was, with the reasons and exposures of its members as they are stored."""

    told: dict[str, tuple[str, str]]


def _told(happened: Sequence[Change], kind: "GroupKind", last: str) -> dict[str, list[dict[str, Any]]]:
    """Return changes for writing, by group; what two runs find after the same last one has one id."""
    told: dict[str, list[dict[str, Any]]] = {}
    for change in happened:
        name = name_digest(last, change.group, change.change, *change.parties, *change.groups, change.text)
        told.setdefault(change.group, []).append(
            {
                "id": name,
                "kind": kind.value,
                "group": change.group,
                "change": change.change.value,
                "text": change.text,
                "parties": list(change.parties),
                "groups": list(change.groups),
                "relationships": list(change.relationships),
            }
        )
    return told


def _parts(
    differing: dict[str, Group], gone: Sequence[str], bound: Mapping[str, frozenset[str]]
) -> Iterator[dict[str, Group | None]]:
    """Divide what is to be written, by id, nothing where a group is gone; what merged or split stays together.

    A run that ends in between has told and written all of such news, or none.
    """
    left: dict[str, Group | None] = {**differing, **dict.fromkeys(gone)}
    part: dict[str, Group | None] = {}
    weight = 0
    for id_ in list(left):
        for one in sorted(bound.get(id_, {id_}) & left.keys()):
            part[one] = group = left.pop(one)
            weight += 1 + (len(group.members) if group else 0)
        if weight >= BATCH:
            yield part
            part, weight = {}, 0
    if part:
        yield part


def _batch(
    part: Mapping[str, Group | None], before: dict[str, _Old], told: dict[str, list[dict[str, Any]]], name: str
) -> ChangeGroups:
    groups = [(group, before.get(group.id)) for group in part.values() if group]
    return ChangeGroups(
        name,
        [row(group, name, _fresh(group, old), _left(group, old)) for group, old in groups],
        [id_ for id_, group in part.items() if group is None],
        [change for id_ in part for change in told.pop(id_, [])],
    )


def _fresh(group: Group, old: _Old | None) -> list[Member]:
    """Return the members whose reasons or exposure are new: without a run before, all."""
    if old is None:
        return list(group.members)
    return [
        member
        for member in group.members
        if old.told.get(member.party) != (reasons_text(member), f"{member.exposure:f}")
    ]


def _left(group: Group, old: _Old | None) -> list[str]:
    return sorted(old.told.keys() - links_of(group).keys()) if old else []
