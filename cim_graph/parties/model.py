"""What a party is, what belongs to it, and how parties are asked for."""

from dataclasses import dataclass, field

from cim_graph.access.rights import Areas
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.pages import named
from cim_graph.kernel.vocabulary import PartyKind, PartyStatus


@dataclass(slots=True)
class PartyHead:
    """What every answer has of a golden party; `kind` and `status` are the text of a PartyKind and a PartyStatus.

    Not frozen: answers hold thousands, and a frozen one takes four times as long to make.
    """

    id: str
    kind: str
    status: str
    name: str | None


@dataclass(slots=True)
class PartyRow(PartyHead):
    """A golden party: the properties of a `Party` node, one field each, in the order in which statements return them.

    `flags` is never null: a statement gives an empty list for a property that is absent.
    """

    version: int = 0
    birth_date: str | None = None
    jurisdiction: str | None = None
    flags: list[str] = field(default_factory=list)
    segment: str | None = None
    branch: str | None = None
    manager: str | None = None


def party_key(key: str) -> str:
    """Read a key of a list of parties; ValueError for one that is no key."""
    return named(key, Kind.PARTY)


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name that a source gives; `lang` is nothing where the source does not say."""

    full: str
    kind: str
    lang: str | None


@dataclass(frozen=True, slots=True)
class IdentifierRow:
    """An identifier in normal form; `valid` is nothing where its scheme has no check, `value` where it is masked."""

    scheme: str
    value: str | None
    valid: bool | None
    holders: int


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address as stated, with what could be told apart in it."""

    text: str
    kind: str | None
    country: str | None
    city: str | None
    postcode: str | None
    holders: int


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A telephone number (E.164), an e-mail address or another way to reach a party."""

    kind: str
    value: str
    holders: int


@dataclass(frozen=True, slots=True)
class StatementRow:
    """What one source says under one key, of a party or of a relationship, without its payload."""

    id: str
    source: str
    key: str
    version: int
    received_at: str


@dataclass(frozen=True, slots=True)
class PartyFilter:
    """Which parties are meant; a part that is nothing lets every party through. Countries are ISO 3166 alpha-2.

    `scope`: areas of branches and segments, of which a party has to lie in one (`access.rights.Scope`).
    """

    kinds: tuple[PartyKind, ...] | None = None
    statuses: tuple[PartyStatus, ...] | None = None
    countries: tuple[str, ...] | None = None
    scope: Areas = None


EVERY_PARTY = PartyFilter()
