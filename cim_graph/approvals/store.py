"""Where proposals are kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from cim_graph.approvals.model import Decision, Effect, Proposal, Shown, Stage, Status
from cim_graph.graph.statement import Empty, Found, Ids, Read, Write


@dataclass(frozen=True, slots=True)
class Named:
    """The id of a proposal."""

    id: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The properties of a proposal."""

    properties: dict[str, Any]

    @property
    def proposal(self) -> Proposal:
        """The proposal."""
        return _proposal(self.properties)


@dataclass(frozen=True, slots=True)
class Keeping:
    """A proposal as it is to be kept."""

    id: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """Which proposals are listed: those that stand so, before a place; of a maker, of others, or of all."""

    statuses: list[str]
    before: str
    mine: bool | None
    maker: str
    rows: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment."""

    at: str


@dataclass(frozen=True, slots=True)
class Delegating:
    """A delegation to be kept."""

    delegation: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ending:
    """A delegation to be ended: by whom and when."""

    id: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody, and a day."""

    subject: str
    day: str


@dataclass(frozen=True, slots=True)
class Delegation:
    """Somebody stands in for the holder of a role, through a day."""

    id: str
    holder: str
    to: str
    role: str
    until: str


@dataclass(frozen=True, slots=True)
class Touched:
    """What stands under an id: its version, whether it was taken back, the record as it came, whom it concerns.

    A party is a list of its id, kind, version, segment, branch and flags, or of nothings.
    """

    id: str
    version: int
    ended: bool
    payload: str | None
    parties: list[list[Any]]


TOUCHED = Read("approvals/touched", Ids, Touched)
BY_IDS = Read("approvals/by_ids", Ids, Kept)
LIST = Read("approvals/list", Listing, Kept)
OVERDUE = Read("approvals/overdue", Moment, Found)
APPROVED = Read("approvals/approved", Empty, Found)
HOLD = Write("approvals/hold", Named, Kept)
KEEP = Write("approvals/keep", Keeping, Empty)
DELEGATE = Write("approvals/delegate", Delegating, Empty)
END_DELEGATION = Write("approvals/end_delegation", Ending, Found)
DELEGATIONS = Read("approvals/delegations", Standing, Delegation)


def keeping(proposal: Proposal) -> Keeping:
    """Return a proposal as it is kept: texts, and lists of JSON text for what has parts."""
    properties = {
        "id": proposal.id,
        "place": proposal.place,
        "status": proposal.status.value,
        "version": proposal.version,
        "round": proposal.round,
        "title": proposal.title,
        "maker": proposal.maker,
        "at": proposal.made_at,
        "expiresAt": proposal.expires_at,
        "reason": proposal.reason,
        "leftOut": list(proposal.left_out),
        "changes": _texts(proposal.changes),
        "base": _text(proposal.base),
        **{
            name: _texts(map(asdict, values))
            for name, values in (
                ("stages", proposal.stages),
                ("shown", proposal.shown),
                ("effects", proposal.effects),
                ("decisions", proposal.decisions),
            )
        },
    }
    return Keeping(proposal.id, {name: value for name, value in properties.items() if value is not None})


def _proposal(kept: Mapping[str, Any]) -> Proposal:
    return Proposal(
        kept["id"],
        kept["place"],
        Status(kept["status"]),
        kept["version"],
        kept["round"],
        kept["title"],
        kept["maker"],
        kept["at"],
        tuple(map(orjson.loads, kept["changes"])),
        tuple(Stage(**one) for one in _parts(kept["stages"])),
        kept.get("expiresAt"),
        orjson.loads(kept["base"]),
        tuple(Shown(one["before"], one["after"], _areas(one)) for one in _parts(kept["shown"])),
        tuple(Effect(one["code"], one["text"], one["party"], _areas(one)) for one in _parts(kept["effects"])),
        tuple(kept["leftOut"]),
        tuple(Decision(**one) for one in _parts(kept["decisions"])),
        kept.get("reason"),
    )


def _areas(one: Mapping[str, Any]) -> tuple[tuple[str | None, str | None], ...]:
    return tuple((branch, segment) for branch, segment in one["areas"])


def _parts(texts: Sequence[str]) -> list[dict[str, Any]]:
    return [orjson.loads(text) for text in texts]


def _texts(values: Iterable[Any]) -> list[str]:
    return list(map(_text, values))


def _text(value: object) -> str:
    return orjson.dumps(value).decode()
