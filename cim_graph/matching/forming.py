"""Parties are formed anew of their records: merged, split, and everything that hangs on a record goes with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cim_graph.commands.model import Event
from cim_graph.graph.statement import Empty, Found, Ids, Read, Write
from cim_graph.kernel.ids import Kind, name_digest, same_name, sequence_id
from cim_graph.matching.model.formation import Change, LineageKind, Plan, Standing, plan
from cim_graph.matching.pairs import Asked
from cim_graph.matching.parts import Parting, attach, become, linger, parting, parts_of, postpone
from cim_graph.parties.landing import Said
from cim_graph.parties.landing import form as describe
from cim_graph.relationships.joining import settle
from cim_graph.relationships.moving import Lifting, lay, lift

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.parties.landing import Ahead
    from cim_graph.relationships.drawing import Rules

Row = dict[str, Any]

EVENTS = {
    LineageKind.MERGED: "party.merged",
    LineageKind.SPLIT: "party.split",
    LineageKind.OVERRIDDEN: "party.overridden",
}
"""What the outbox calls what becomes of parties."""


@dataclass(frozen=True, slots=True)
class Moving:
    """What is to become of nodes of parties.

    Nodes that stay under another id and the place that each of them takes; records that come to a place, where a node
    may have to be born, with the version that it has then; nodes that go; and the ids of those in their places. A node
    that keeps its id is its own place.
    """

    kept: list[Row]
    gathered: list[Row]
    dissolved: list[str]
    called: list[Row]


STANDING = Read("matching/standing", Asked, Standing)
FORMED = Write("matching/formed", Ids, Standing)
NAMED = Read("matching/named", Ids, Found)
MOVE = Write("matching/move", Moving, Empty)


@dataclass(frozen=True, slots=True)
class Telling:
    """What became of parties, and when."""

    rows: list[Row]
    at: str


TELL = Write("matching/tell", Telling, Empty)


@dataclass(frozen=True, slots=True)
class Cause:
    """Who has parties formed, and why."""

    by: str
    reason: str | None


def by_model(version: str) -> Cause:
    """Return the cause where a version of the model decides."""
    return Cause("matching", f"model {version}")


@dataclass(slots=True)
class Formed:
    """The parties that changed, with their new versions, and what to tell of them."""

    parties: dict[str, int] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """Ids under which others answer now."""
    postponed: int = 0

    @property
    def moved(self) -> int:
        """How many records belong to another party now."""
        return sum(len(event.detail["records"]) for event in self.events)


async def standings_of(transaction: "Transaction", records: Iterable[str]) -> dict[str, Standing]:
    """Return where records stand; those that describe no party are left out."""
    return {row.id: row for row in await transaction.run(STANDING(Asked(sorted(records))))}


async def standings_around(transaction: "Transaction", records: Iterable[str]) -> dict[str, Standing]:
    """Lock the parties that records describe, and return where all of their records stand; not what is compared."""
    ids = sorted(records)
    return {row.id: row for row in await transaction.run(FORMED(Ids(ids)))} if ids else {}


async def form(
    transaction: "Transaction",
    clusters: Sequence[Iterable[str]],
    standings: Mapping[str, Standing],
    cause: Cause,
    rules: "Rules",
    ahead: "Ahead" = MappingProxyType({}),
) -> Formed:
    """Make each cluster of records a party.

    The clusters divide all records that stand of the parties they touch, and those parties are locked. Relationships
    are drawn again where their facts stand at records that move; accounts and documents hang on the records anyway.
    What has more relationships than move at once stays as a part of the party to which it comes; a party does not fall
    apart before as many have gathered at a part of it.
    """
    wanted = plan(clusters, standings)
    if waiting := await postpone(transaction, wanted, standings, (cause.by, cause.reason)):
        wanted = plan(_apart(clusters, standings, waiting), standings)
    done = Formed()
    if not wanted.places:
        return done
    parts = parting(wanted, standings, await parts_of(transaction, (record.party for record in standings.values())))
    lifted = await lift(transaction, _lifting(wanted, standings, parts))
    done.parties |= lifted.touched
    await _move(transaction, wanted, standings, parts)
    done.parties |= await describe(transaction, _said(wanted, standings), rules.rank, ahead)
    done.parties |= await lay(transaction, lifted, rules)
    named = [row.id for row in await transaction.run(NAMED(Ids(list(wanted.moving))))]
    joining = await settle(transaction, [], named, rules)
    done.parties |= joining.parties
    done.postponed = joining.postponed + len(parts.lingering)
    ids = {place.id for place in wanted.places}
    done.gone = sorted({*wanted.dissolved, *wanted.renamed} - ids)
    for party in done.gone:
        done.parties.pop(party, None)
    await tell(transaction, wanted.changes, cause, rules.at)
    done.events = [event(change, done.parties, cause) for change in wanted.changes]
    return done


def _apart(
    clusters: Sequence[Iterable[str]], standings: Mapping[str, Standing], waiting: set[str]
) -> list[Iterable[str]]:
    """Return the clusters that have nothing to do with parties that wait, nor with what is formed with them."""
    left = [(cluster, {standings[id_].party for id_ in cluster}) for cluster in map(list, clusters)]
    reached = set(waiting)
    while touched := [parties for _, parties in left if parties & reached]:
        reached = reached.union(*touched)
        left = [(cluster, parties) for cluster, parties in left if not parties & reached]
    return [cluster for cluster, _ in left]


def _lifting(wanted: Plan, standings: Mapping[str, Standing], parts: Parting) -> Lifting:
    moving = set(wanted.moving)
    resting = {
        id_
        for party, place in parts.lingering.items()
        for id_ in place.records
        if standings[id_].party == party and id_ in moving
    }
    renamed = {id_ for place in wanted.places if place.node in wanted.renamed for id_ in place.records}
    return Lifting(
        moving=sorted(moving - resting),
        renamed=sorted(renamed | resting),
        laid=parts.laid(wanted.moving),
        shared=parts.shared(standings),
    )


async def _move(transaction: "Transaction", wanted: Plan, standings: Mapping[str, Standing], parts: Parting) -> None:
    """Bring records to the nodes of their parties. Ids that change hands are given up before any is taken."""
    moving = frozenset(wanted.moving)
    vacant = {place.id: place.id if place.node == place.id else f"new:{place.id}" for place in wanted.places}
    await become(transaction, parts, vacant)
    lingering = await linger(transaction, parts, standings)
    renamed = [place for place in wanted.places if place.node != place.id]
    kept: list[Row] = [{"id": place.node, "place": vacant[place.id]} for place in renamed if place.node]
    gathered: list[Row] = [
        {
            "place": vacant[place.id],
            "born": place.node is None and place.id not in parts.nodes,
            "version": place.version,
            "records": [id_ for id_ in place.records if id_ in moving],
        }
        for place in wanted.places
    ]
    called: list[Row] = [{"id": place.id, "place": vacant[place.id]} for place in renamed]
    dissolved = [party for party in wanted.dissolved if party not in parts.lingering]
    await transaction.run(MOVE(Moving(kept, gathered, dissolved, called)))
    await attach(transaction, parts, lingering)


def _said(wanted: Plan, standings: Mapping[str, Standing]) -> list[Said]:
    said = []
    for place in wanted.places:
        records = [standings[id_] for id_ in place.records if standings[id_].stands]
        said.append(Said(records[0].id, [(record.payload, record.received_at) for record in records]))
    return said


async def tell(transaction: "Transaction", changes: Sequence[Change], cause: Cause, at: str) -> None:
    """Keep what became of parties."""
    rows = []
    for change in changes:
        place = sequence_id()
        told = {
            "id": Kind.LINEAGE + name_digest(place),
            "place": place,
            "kind": change.kind.value,
            "at": at,
            "by": cause.by,
            "parties": list(change.parties),
            "records": [record for record, _, _ in change.moves],
        }
        if cause.reason:
            told["reason"] = cause.reason
        rows.append(
            {
                "event": told,
                "births": [same_name(party, Kind.RECORD) for party in change.parties],
                "moves": [{"record": record, "from": left, "to": came} for record, left, came in change.moves],
            }
        )
    if rows:
        await transaction.run(TELL(Telling(rows, at)))


def event(change: Change, versions: Mapping[str, int], cause: Cause) -> Event:
    """Return what became of parties as the outbox tells it."""
    detail = {
        "survivor": change.parties[0],
        "others": list(change.parties[1:]),
        "records": [record for record, _, _ in change.moves],
        "by": cause.by,
        "reason": cause.reason,
    }
    return Event(EVENTS[change.kind], {party: versions.get(party, 0) for party in change.parties}, detail)
