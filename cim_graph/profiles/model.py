"""What can be asked of parties, and the answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

from cim_graph.accounts.model import ExposureRow, exposure
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.pages import Page, Slice, cut, measured
from cim_graph.kernel.vocabulary import Direction, RelationshipKind
from cim_graph.parties.model import AddressRow, ContactRow, IdentifierRow, NameRow, PartyHead, PartyRow, StatementRow
from cim_graph.relationships.model import CountRow, RelationshipHead, relationship

NO_PAGE = Page(0)
LEAN = 6
"""The length of an item of the statement that is lean: what comes beyond it, others have."""
_PLACE = attrgetter("place")
HEAD = ("id", "share", "voting", "role", "strength")
"""The properties of a relationship that come where no more is wanted, in their order."""


class Part(StrEnum):
    """A part of a profile; the names are those of the statement's parameters.

    `PARTY` answers a PartyRow or nothing, `PAYLOAD` (of a record or a fact) JSON text, `ACCOUNTS` a slice of accounts,
    `RELATIONSHIPS` `LinkedRows`, or a slice of `Linked` where the past is asked about; the others answer lists.
    `STATEMENTS` are asked for by the uid of a fact.
    """

    PARTY = "party"
    NAMES = "names"
    IDENTIFIERS = "identifiers"
    ADDRESSES = "addresses"
    CONTACTS = "contacts"
    RECORDS = "records"
    PAYLOAD = "payload"
    STATEMENTS = "statements"
    EXPOSURES = "exposures"
    ACCOUNTS = "accounts"
    RELATIONSHIPS = "relationships"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class Want:
    """One part of profiles, whoever they are of. The rest is for the parts that are paged.

    Where `wide` or `wide_other` is not set, a relationship, or the party at its other end, brings its head only; where
    `lean` is set, a relationship brings its kind and share, and the party its id, kind and name; where `scoped` is set,
    too, also what tells whether the party is open to a caller: its segment and branch.
    """

    part: Part
    page: Page = NO_PAGE
    kinds: tuple[RelationshipKind, ...] | None = None
    direction: Direction = Direction.BOTH
    wide: bool = True
    wide_other: bool = True
    lean: bool = False
    scoped: bool = False


@dataclass(slots=True)
class Linked:
    """A relationship, seen from a party, and the party at its other end.

    Not frozen: answers hold thousands, and a frozen one takes three times as long to make.
    """

    relationship: RelationshipHead
    other: PartyHead

    @property
    def place(self) -> str:
        """Where it stands in a list: by strength, then by id."""
        strength = self.relationship.strength
        return f"{'' if strength is None else strength}/{self.relationship.id}"


def relationship_key(key: str) -> tuple[float, str]:
    """Read the strength and the id behind a key of a list of relationships; ValueError for one that is no key.

    One without a strength is as weak as -1.
    """
    return measured(f"-1{key}" if key.startswith("/") else key, Kind.FACT)


def named(item: Sequence[Any]) -> list[NameRow]:
    """Return the names of a party from the three lists that its node keeps."""
    _, texts, kinds, langs = item
    return [
        NameRow(text, kind, lang or None)
        for text, kind, lang in zip(texts or (), kinds or (), langs or (), strict=True)
    ]


def counted(item: Sequence[Any]) -> CountRow:
    """Return how many relationships of a kind lie in a direction."""
    _, kind, direction, count = item
    return CountRow(RelationshipKind(kind), Direction(direction), count)


def linked(id_: str, item: Sequence[Any]) -> Linked:
    """Return a relationship of a party from an item of the statement."""
    kind, outgoing, properties, other, party_kind, name, *more = item
    source, target = (id_, other) if outgoing else (other, id_)
    if not more:
        return Linked(RelationshipHead("", kind, source, target, properties), PartyHead(other, party_kind, "", name))
    status, rest = more
    if isinstance(properties, dict):
        row: RelationshipHead = relationship(kind, source, target, properties)
    else:
        edge, share, voting, role, strength = properties
        row = RelationshipHead(edge, kind, source, target, share, voting, role, strength)
    if rest is None:
        return Linked(row, PartyHead(other, party_kind, status, name))
    return Linked(row, PartyRow(other, party_kind, status, name, *rest))


LinkedRows = list[Sequence[Any]]
"""A page of relationships of a party as the statement answers it, with one more than asked for where more follow."""


def linked_page(id_: str, rows: LinkedRows, asked: Page) -> Slice[Linked]:
    """Return a page of the relationships of a party, made objects, which hardly one has to become."""
    return cut([linked(id_, row) for row in rows], asked, _PLACE)


LISTS: dict[Part, Callable[[Sequence[Any]], Any]] = {
    Part.COUNTS: counted,
    Part.IDENTIFIERS: lambda item: IdentifierRow(*item[1:]),
    Part.ADDRESSES: lambda item: AddressRow(*item[1:]),
    Part.CONTACTS: lambda item: ContactRow(*item[1:]),
    Part.RECORDS: lambda item: StatementRow(*item[1:]),
    Part.EXPOSURES: lambda item: exposure(item[1]),
}
"""Parts whose answer is a list, with what makes an answer of an item."""

ONES: dict[Part, Callable[[Sequence[Any]], Any]] = {
    Part.PARTY: lambda item: PartyRow(*item[1:]),
    Part.NAMES: named,
    Part.PAYLOAD: lambda item: item[1],
    Part.STATEMENTS: lambda item: StatementRow(*item[1:]),
}
"""Parts that answer one item a key."""

_NO_PAGE: Slice[Any] = Slice([], str, has_next=False)
NOTHING: dict[Part, Any] = {Part.NAMES: [], Part.ACCOUNTS: _NO_PAGE}
NOTHING |= {Part.RELATIONSHIPS: [], **{part: [] for part in LISTS}}
"""What a part answers of a party that has none of it; a part that is not here answers nothing at all."""

Wants = Mapping[Want, Sequence[str]]
"""What is wanted, and of whom: ids of parties, records or facts, as the part says."""
Further = Mapping[Want, Sequence[Want]]
"""What is wanted, beside relationships, of the parties at their far ends: relationships again."""
Answers = dict[Want, dict[str, Any]]
"""The answer to each want by the id it was asked of."""


def unanswered(wants: Wants) -> Answers:
    """Return what wants answer where nothing is found."""
    return {want: dict.fromkeys(ids, NOTHING.get(want.part)) for want, ids in wants.items()}


def owed(exposures: Sequence[dict[str, Any]], known: str, valid: str | None) -> list[ExposureRow]:
    """Return what was owed, from all versions of exposures that had become known by a moment.

    Of each exposure counts the version that was known at the moment; asked about a day, the newest that states that day
    or an earlier one.
    One that its source had taken back by then does not count.
    """
    versions: dict[str, list[dict[str, Any]]] = {}
    for node in exposures:
        versions.setdefault(node["id"], []).append(node)
    standing = (_standing(nodes, known, valid) for nodes in versions.values())
    rows = [exposure(node) for node in standing if node]
    return sorted(rows, key=lambda row: (row.as_of or "", row.id), reverse=True)


def _standing(nodes: list[dict[str, Any]], known: str, valid: str | None) -> dict[str, Any] | None:
    newest = sorted(nodes, key=lambda node: (not node.get("cameLate"), node["receivedAt"]), reverse=True)
    if valid is None:
        return next((node for node in newest if node.get("knownTo") is None or node["knownTo"] > known), None)
    if newest[0].get("retracted") and newest[0]["knownTo"] <= known:
        return None
    fitting = [node for node in newest if node.get("asOf", "") <= valid]
    return max(fitting, key=lambda node: node.get("asOf", ""), default=None)
