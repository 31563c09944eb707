"""Parts: nodes that answer with a party until their relationships have moved, since these are too many for once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Empty, Ids, Read, Rows, Write
from cim_graph.kernel.ids import name_digest, sequence_id

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.matching.model.formation import Place, Plan, Standing

Row = dict[str, Any]

MOST = 50_000
"""Relationships that move in the transaction in which parties merge or split; what lies beyond moves after it."""
LEAVING, READY = "LEAVING", "READY"
"""How far a part of leaving records is: its relationships gather there, or all are there."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part: the id of the party with which it answers, the records whose relationships lie there, how far it is.

    Without a state its relationships go to the party.
    """

    part: str
    whole: str
    records: list[str]
    state: str | None


@dataclass(frozen=True, slots=True)
class Parting:
    """Where parts come, when parties are formed.

    `lingering` are parties that become parts, each with its place; `nodes` the parts that become the node of a place,
    by its id; `attached` those that stay parts, each with its place.
    """

    lingering: Mapping[str, "Place"] = field(default_factory=dict)
    nodes: Mapping[str, Part] = field(default_factory=dict)
    attached: Sequence[tuple[Part, "Place"]] = ()

    def laid(self, moving: Iterable[str]) -> list[str]:
        """Return the parts whose relationships need not be drawn again: all of their records come to one party."""
        whole = [part for part, place in self.attached if set(part.records) <= set(place.records)]
        moved = set(moving)
        return sorted(part.part for part in chain(whole, self.nodes.values()) if moved.intersection(part.records))

    def shared(self, standings: Mapping[str, "Standing"]) -> list[Row]:
        """Return the parties whose nodes come to others as they are, and these others."""
        rows = []
        coming = [*self.lingering.items(), *((part.whole, place) for part, place in self.attached)]
        for party, place in coming:
            others = {standings[id_].party for id_ in place.records} - {party}
            if party != place.node and others:
                rows.append({"party": party, "others": sorted(others)})
        return rows


PARTS = Read("matching/parts", Ids, Part)
LINGER = Write("matching/linger", Rows, Empty)
ATTACH = Write("matching/attach", Rows, Empty)
BECOME = Write("matching/become", Rows, Empty)
LEAVE = Write("matching/leave", Rows, Empty)


async def parts_of(transaction: "Transaction", parties: Iterable[str]) -> list[Part]:
    """Return the parts that parties have."""
    return await transaction.run(PARTS(Ids(sorted(set(parties)))))


def parting(wanted: "Plan", standings: Mapping[str, "Standing"], parts: Sequence[Part]) -> Parting:
    """Say where parts come, and which parties become some: those of more relationships than move at once.

    What of such a party goes elsewhere has gathered at parts before (`postpone`), or is drawn again.
    """
    heirs = {party: wanted.heirs[party] for party in wanted.dissolved}
    lingering = {party: place for party, place in heirs.items() if _degree(place, party, standings) > MOST}
    nodes: dict[str, Part] = {}
    attached = []
    for part in parts:
        came = _place_of(part, wanted)
        if came is None:
            continue
        if came.node is None and came.id not in nodes and set(part.records) <= set(came.records):
            nodes[came.id] = part
        else:
            attached.append((part, came))
    return Parting(lingering, nodes, attached)


def _degree(place: "Place", party: str, standings: Mapping[str, "Standing"]) -> int:
    return next(standings[id_].degree for id_ in place.records if standings[id_].party == party)


def _place_of(part: Part, wanted: "Plan") -> "Place | None":
    """Return the place to which a part comes: with its records; where they part, its relationships are drawn again."""
    records = set(part.records)
    together = [place for place in wanted.places if records <= set(place.records)]
    staying = [place for place in wanted.places if place.node == part.whole]
    touched = [place for place in wanted.places if records & set(place.records)]
    return next(chain(together, staying, touched), None)


async def postpone(
    transaction: "Transaction", wanted: "Plan", standings: Mapping[str, "Standing"], said: tuple[str, str | None]
) -> set[str]:
    """Let the relationships of records that leave a party gather first, where they are too many to be moved at once.

    Return the parties that do not change before that is done.
    """
    late = _late(wanted, standings)
    parts = await parts_of(transaction, (party for party, _ in late)) if late else []
    rows, waiting = [], set()
    for party, records in late:
        held = _gathering(parts, party, records)
        if held is None or held.state != READY:
            waiting.add(party)
        if held is None or held.state is None:
            leaving = {"whole": party, "records": sorted(records), "by": said[0], "reason": said[1]}
            rows.append({"part": held.part if held else new_part(), **leaving})
    if rows:
        await transaction.run(LEAVE(Rows(rows)))
    return waiting


def _late(wanted: "Plan", standings: Mapping[str, "Standing"]) -> list[tuple[str, list[str]]]:
    """Return parties with records that leave them together, where more facts stand at all that leave than move at once.

    Those with the fewest are not among them, as far as they move at once.
    """
    leaving: dict[str, list[list[str]]] = defaultdict(list)
    for place in wanted.places:
        of: dict[str, list[str]] = defaultdict(list)
        for id_ in place.records:
            of[standings[id_].party].append(id_)
        for party, records in of.items():
            if wanted.heirs.get(party) != place:
                leaving[party].append(records)
    late = []
    for party, each in leaving.items():
        moved = 0
        for facts, records in sorted((sum(standings[id_].facts for id_ in records), records) for records in each):
            moved += facts
            if moved > MOST:
                late.append((party, records))
    return late


def _gathering(parts: Iterable[Part], party: str, records: Sequence[str]) -> Part | None:
    """Return the part of a party at which the relationships of some records lie, or part of them."""
    return next((part for part in parts if part.whole == party and set(part.records) <= set(records)), None)


def new_part() -> str:
    """Return a name for a part."""
    return name_digest(sequence_id())


async def become(transaction: "Transaction", found: Parting, vacant: Mapping[str, str]) -> None:
    """Make parts the nodes of their places, under the ids that nobody has yet."""
    rows = [{"part": part.part, "place": vacant[place]} for place, part in sorted(found.nodes.items())]
    if rows:
        await transaction.run(BECOME(Rows(rows)))


async def linger(transaction: "Transaction", found: Parting, standings: Mapping[str, "Standing"]) -> dict[str, "Place"]:
    """Let parties that go stay as parts; return their names, and to which place each belongs."""
    rows, names = [], {}
    for party, place in sorted(found.lingering.items()):
        records = [id_ for id_ in place.records if standings[id_].party == party]
        name = new_part()
        names[name] = place
        rows.append({"id": party, "part": name, "records": records})
    if rows:
        await transaction.run(LINGER(Rows(rows)))
    return names


async def attach(transaction: "Transaction", found: Parting, lingering: Mapping[str, "Place"]) -> None:
    """Let parts answer with the parties to which their records came."""
    rows = [{"part": part.part, "whole": place.id} for part, place in found.attached]
    rows += [{"part": name, "whole": place.id} for name, place in lingering.items()]
    if rows:
        await transaction.run(ATTACH(Rows(rows)))
