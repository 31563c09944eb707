"""Pages of what there is."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Ids, Read


@dataclass(frozen=True, slots=True)
class After:
    """A page: the first rows after an id."""

    after: str
    first: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says, as it came (JSON text)."""

    id: str
    payload: str


@dataclass(frozen=True, slots=True)
class SaidTie:
    """What a source says of a relationship, as it came, and the records at its ends by source and key."""

    id: str
    payload: str
    from_source: str
    from_key: str
    to_source: str
    to_key: str


@dataclass(frozen=True, slots=True)
class GoldenParty:
    """A party, and of each of its records when it came and what it says (JSON text)."""

    id: str
    properties: dict[str, Any]
    records: list[list[str]]


@dataclass(frozen=True, slots=True)
class Tie:
    """A relationship of today, from the party `id` to `target`."""

    id: str
    target: str
    kind: str
    properties: dict[str, Any]


RECORDS = Read("reports/records", After, Said)
FACTS = Read("reports/facts", After, Said)
HOLDINGS = Read("reports/holdings", After, Said)
STATED_TIES = Read("reports/stated_ties", Ids, SaidTie)
PARTIES = Read("reports/parties", After, GoldenParty)
TIES = Read("reports/ties", Ids, Tie)
