"""What changes touch: the records, facts and parties that they name, as they stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import orjson

from cim_graph.accounts.transactions.history import stated
from cim_graph.accounts.transactions.prepare import NAME
from cim_graph.approvals.matter import Matter, matters_of_record
from cim_graph.approvals.store import TOUCHED, Touched
from cim_graph.approvals.wire import SUBMIT, Wire
from cim_graph.graph.statement import Ids
from cim_graph.intake.prepare import prepare
from cim_graph.kernel.ids import Kind, kind_of, same_name

if TYPE_CHECKING:
    from cim_graph.accounts.transactions.history import Stated
    from cim_graph.accounts.transactions.ledger import Ledger
    from cim_graph.graph.statement import Ask

ON_PARTIES: Final = ("eraseParty", "liftRestriction", "holdParty", "releaseHold")
"""Commands that are about personal data of one party."""
_NAMING: Final[Mapping[str, tuple[str, ...]]] = {
    "judgeMatch": ("left", "right"),
    "withdrawJudgement": ("id",),
    "splitParty": ("id",),
    "overrideField": ("party",),
    "decideGroupMember": ("party", "anchor"),
    "revokeGroupDecision": ("id",),
    "approveModel": (),
    **dict.fromkeys(ON_PARTIES, ("party",)),
    "publishRiskScheme": (),
    "overrideRisk": ("party",),
    "allowDeal": (),
}
"""The fields of commands that name what they touch."""
_NAMING_MANY: Final[Mapping[str, str]] = {"splitParty": "records", "allowDeal": "parties"}
"""The same where a field names several."""
_MATTERS: Final[Mapping[str, frozenset[Matter]]] = {
    "withdrawJudgement": frozenset({Matter.MERGES, Matter.SPLITS}),
    "splitParty": frozenset({Matter.SPLITS}),
    "decideGroupMember": frozenset({Matter.GROUPS}),
    "revokeGroupDecision": frozenset({Matter.GROUPS}),
    "approveModel": frozenset({Matter.MODELS}),
    **dict.fromkeys(ON_PARTIES, frozenset({Matter.ERASURE})),
    "publishRiskScheme": frozenset({Matter.RISK}),
    "overrideRisk": frozenset({Matter.RISK}),
    "allowDeal": frozenset({Matter.DEALS}),
}
_PINNED: Final[Mapping[str, Matter]] = {
    "status": Matter.STATUS,
    **dict.fromkeys(("segment", "branch", "manager"), Matter.ASSIGNMENT),
}
_STANDING: Final = (Kind.JUDGEMENT, Kind.FACT, Kind.ACCOUNT, Kind.EXPOSURE, Kind.RATE, Kind.CAPITAL, Kind.IDENTIFIER)


@dataclass(frozen=True, slots=True)
class Party:
    """A party that is touched, as it stands."""

    id: str
    kind: str
    version: int
    segment: str | None
    branch: str | None
    flags: tuple[str, ...]

    @property
    def area(self) -> tuple[str | None, str | None]:
        """Its branch and its segment."""
        return self.branch, self.segment


def _party(*item: Any) -> Party:  # noqa: ANN401 (as the statement answers)
    id_, kind, version, segment, branch, flags = item
    return Party(id_, kind, version, segment, branch, tuple(flags))


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands under the ids that changes name."""

    rows: Mapping[str, Touched]

    def parties(self, ids: Iterable[str] | None = None) -> dict[str, Party]:
        """Return the parties that these ids concern, or all of them."""
        rows = self.rows.values() if ids is None else (self.rows[id_] for id_ in ids if id_ in self.rows)
        listed = (party for row in rows for party in row.parties if party[0] is not None)
        return {item[0]: _party(*item) for item in listed}

    def base(self) -> dict[str, str]:
        """Return the versions that changes build on."""
        things = {id_: f"{row.version}{' and taken back' if row.ended else ''}" for id_, row in self.rows.items()}
        return things | {party.id: str(party.version) for party in self.parties().values()}

    def record(self, id_: str) -> dict[str, Any] | None:
        """Return the record that stands under an id."""
        row = self.rows.get(id_)
        return None if row is None or row.payload is None or row.ended else orjson.loads(row.payload)


@dataclass(frozen=True, slots=True)
class Grounds:
    """Finds what stands under what changes name: in the graph, and of transactions in their ledger."""

    ledger: "Ledger"

    async def under(self, ask: "Ask", changes: Sequence[Wire]) -> Ground:
        """Return what stands under everything that changes name; a transaction concerns whose accounts it names."""
        ids = set(chain.from_iterable(map(named, changes)))
        moved = await stated(self.ledger, ask, [id_ for id_ in ids if kind_of(id_) is Kind.TRANSACTION])
        ids.update(chain.from_iterable(_ends(one.account, one.other) for one in moved))
        rows = {row.id: row for row in await ask(TOUCHED(Ids(sorted(ids))))} if ids else {}
        return Ground(rows | {one.id: _touched(one, rows) for one in moved})


def _touched(one: "Stated", rows: Mapping[str, Touched]) -> Touched:
    sides = (rows[id_].parties for id_ in _ends(one.account, one.other) if id_ in rows)
    return Touched(
        one.id,
        one.version,
        ended=False,
        payload=one.payload,
        parties=[*chain.from_iterable(sides)],
    )


def _ends(account: str, other: str | None) -> list[str]:
    """Return what can be looked up of the two sides of a transaction."""
    return [account] if other is None or other.startswith(NAME) else [account, other]


def named(wire: Wire) -> list[str]:
    """Return the ids of what a change names; parties and groups by the record that they have their name from.

    Of a record its own id comes first.
    """
    if wire["command"] == SUBMIT:
        return _of_record(wire["records"][0])
    given = [wire[name] for name in _NAMING[wire["command"]]]
    return [_thing(id_) for id_ in (*given, *(wire.get(_NAMING_MANY.get(wire["command"], "")) or ()))]


def _thing(id_: str) -> str:
    kind = kind_of(id_)
    return id_ if kind is None or kind in _STANDING else same_name(id_, Kind.RECORD)


def _of_record(record: Mapping[str, Any]) -> list[str]:
    [prepared, *_] = prepare([(0, record)], {})
    for party in prepared.parties:
        return [party.record_id]
    for fact in prepared.facts:
        return [fact.fact_id, *(end.target for end in fact.ends)]
    for holding in prepared.holdings:
        return [holding.id, *(end.target for end in holding.ends)]
    for transaction in prepared.transactions:
        return [transaction.id, *_ends(transaction.row["account"], transaction.row["other"])]
    return [kind + one.digest for one in prepared.retractions for kind in one.kinds]


def matters(wire: Wire, ground: Ground) -> frozenset[Matter]:
    """Return what a change is about, given what it finds."""
    command = wire["command"]
    if command == SUBMIT:
        return matters_of_record(ground.record(named(wire)[0]), wire["records"][0])
    if command == "judgeMatch":
        return frozenset({Matter.MERGES if wire["same"] else Matter.SPLITS})
    if command == "overrideField":
        return frozenset({_PINNED.get(wire["field"], Matter.IDENTITY)})
    return _MATTERS[command]
