"""What is read to assess parties: relationships around one, and what schemes look at of each, today and in the past."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cim_graph.access.rights import Special
from cim_graph.graph.statement import Ids
from cim_graph.kernel.pages import Page
from cim_graph.kernel.times import AsOf, today
from cim_graph.network.past import Past
from cim_graph.profiles.model import Part, Want
from cim_graph.profiles.service import level
from cim_graph.records.special import open_flags
from cim_graph.risk.store import AROUND, DESCRIBED, Around
from cim_graph.risk.ties import Tie

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.risk.scheme import Propagation

WIDEST: Final = 500
"""Relationships of one party that are looked at, those of the largest share or of none first."""
_ACCOUNTS: Final = Want(Part.ACCOUNTS, Page(100))
_YEAR: Final = 4
_CONFIRMED: Final = ("RELATED_TO", "screening-hit")
"""A confirmed hit of a list: the party has the flags of the entry, and no way leads to it."""

Party = Mapping[str, Any]
"""The facts of one party, by the names of `facts.py`."""


@dataclass(frozen=True, slots=True)
class Met:
    """Relationships, and the parties that were looked at."""

    ties: Sequence[Tie]
    looked: Sequence[str]


@dataclass(frozen=True, slots=True)
class Front:
    """Parties from which one looks on, each with the strength of risk that it has, sends or gets.

    `back`: one looks for where risk comes from, else for where it goes. At most `room` parties beside them, none of
    those `looked` at before, may be looked at.
    """

    strengths: Mapping[str, float]
    propagation: "Propagation"
    back: bool
    looked: Collection[str]
    room: int

    def asked(self, kinds: Sequence[str], day: str) -> Around:
        """Return how the graph is asked for relationships of some kinds."""
        rules = {kind: self.propagation.weights[kind] for kind in kinds}
        weights = {
            kind: [*(one.along, one.against)[:: 1 if self.back else -1], float(one.share), float(one.unsaid)]
            for kind, one in rules.items()
        }
        rows = [{"id": id_, "strength": strength} for id_, strength in sorted(self.strengths.items())]
        known = sorted({*self.looked, *self.strengths})
        return Around(rows, list(kinds), weights, self.propagation.threshold, known, self.room, day, WIDEST)


@dataclass(frozen=True, slots=True)
class Reading:
    """Where one reads: a graph, as of a moment."""

    graph: "Graph"
    as_of: AsOf
    rank: "Rank"
    sees: frozenset[Special] = frozenset(Special)
    """What of special category counts: what somebody may not see would be told by the score."""
    kinds: frozenset[str] | None = None
    """The kinds of relationships that count, for the same reason; nothing stands for all."""

    def shows(self, kind: str) -> bool:
        """Whether relationships of a kind count."""
        return self.kinds is None or kind in self.kinds

    @property
    def day(self) -> str:
        """The day that is asked about."""
        return self.as_of.valid or today()

    async def around(self, front: Front) -> Met:
        """Return the relationships at parties, at most 500 of each.

        Of today those at parties next to them are read at once, where enough risk gets there.
        """
        kinds = [kind for kind in front.propagation.weights if self.shows(kind)]
        if self.as_of.is_now:
            [found] = await self.graph.read(AROUND(front.asked(kinds, self.day)))
            return Met([_tie(*item) for item in found.items], [*front.strengths, *found.further])
        met = await Past(self.graph, kinds, self.as_of, self.rank).at(list(front.strengths), WIDEST)
        if self.as_of.known is None:
            met = [row for row in met if (row.kind, row.role) != _CONFIRMED]
        ties = [Tie(row.id, row.kind, row.source_id, row.target_id, row.strength) for row in met]
        return Met(ties, list(front.strengths))

    async def described(self, ids: Sequence[str]) -> dict[str, Party]:
        """Return what schemes look at of the parties that there are.

        Of what was known at an earlier moment, countries are the jurisdiction and those of addresses, and no alerts
        are known: what became of them is kept as it is now.
        """
        if self.as_of.known is not None:
            return {id_: self.seen(one) for id_, one in (await self._described_then(ids)).items()}
        [found] = await self.graph.read(DESCRIBED(Ids(list(ids))))
        return {item[0]: self.seen(party_of(self.day, *item[1:])) for item in found.items}

    def seen(self, party: Party) -> Party:
        """Return what schemes look at of a party without what does not count."""
        hidden = {} if Special.SUSPICION in self.sees else {"alerts": ()}
        return {**party, "flags": tuple(open_flags(party["flags"], self.sees)), **hidden}

    async def _described_then(self, ids: Sequence[str]) -> dict[str, Party]:
        wants = [Want(Part.PARTY), Want(Part.ADDRESSES), Want(Part.EXPOSURES), _ACCOUNTS, Want(Part.COUNTS)]
        answers = await level(self.graph, {want: list(ids) for want in wants}, self.as_of, self.rank)
        party, addresses, exposures, accounts, counts = (answers[want] for want in wants)
        return {
            id_: party_of(
                self.day,
                row.kind,
                row.status,
                row.jurisdiction,
                row.segment,
                row.birth_date,
                [row.jurisdiction, *(address.country for address in addresses.get(id_, ()))],
                row.flags,
                [one.product for one in accounts[id_].items if one.closed is None] if id_ in accounts else [],
                [one.kind for one in exposures.get(id_, ())],
                sum(one.count for one in counts.get(id_, ())),
            )
            for id_ in ids
            if (row := party.get(id_)) is not None
        }


def party_of(  # noqa: PLR0913, PLR0917 (the columns of the statement)
    day: str,
    kind: str,
    status: str,
    jurisdiction: str | None,
    segment: str | None,
    birth_date: str | None,
    countries: Sequence[str | None],
    flags: Sequence[str],
    products: Sequence[str | None],
    kinds: Sequence[str | None],
    ties: int,
    alerts: Sequence[str] = (),
) -> Party:
    """Return the facts of a party from what the graph holds of it."""
    return {
        "kind": kind,
        "status": status,
        "jurisdiction": jurisdiction or "",
        "segment": segment or "",
        "age": _age(birth_date, day),
        "countries": _listed(countries),
        "flags": _listed(flags),
        "products": _listed(products),
        "kinds": _listed(kinds),
        "ties": ties,
        "alerts": _listed(alerts),
    }


def _tie(id_: str, kind: str, source: str, target: str, strength: float) -> Tie:
    return Tie(id_, kind, source, target, None if strength < 0 else strength)


def _listed(values: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


def _age(birth_date: str | None, day: str) -> int:
    """Return whole years, -1 where unknown; of a year or month of birth alone, as if born when it begins."""
    if not birth_date:
        return -1
    years = int(day[:_YEAR]) - int(birth_date[:_YEAR])
    return max(years - (day[_YEAR:] < birth_date[_YEAR:]), -1)
