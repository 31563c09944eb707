"""Pages of relationships by columns: of hundreds of relationships in an answer hardly one has to be an object."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, chain, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from cim_graph.api.base import Edge, edges
from cim_graph.api.masking import MASKED
from cim_graph.api.party import PARTIES, Party, party_of
from cim_graph.api.relationship import Relationship, RelationshipConnection, relationship_of
from cim_graph.columnar import Frame, Sections, column
from cim_graph.kernel.pages import Slice
from cim_graph.kernel.times import NOW, AsOf
from cim_graph.kernel.vocabulary import Direction
from cim_graph.profiles.model import HEAD, LEAN, Linked, LinkedRows, Want, linked, linked_page

if TYPE_CHECKING:
    from cim_graph.parties.model import PartyRow
    from cim_graph.relationships.model import RelationshipRow

Answers = Sequence[LinkedRows | Slice[Linked]]
_SHOWN = ("as_of", "id", "row.kind", "row.name")
"""What every answer has of the party at an end of a relationship."""
_Columns = dict[str, Callable[[], Frame | list[Any]]]


def relationship_connections(
    parties: Sequence[Party], want: Want, moments: Sequence[AsOf], found: Answers
) -> Sequence[RelationshipConnection]:
    """Return a page of relationships of each party, at its moment."""
    pages = [page for page in found if not isinstance(page, Slice)]
    if len(pages) == len(found):
        return _today(parties, want, pages)
    return [
        _connection(party, want, at, page if isinstance(page, Slice) else linked_page(party.id, page, want.page))
        for party, at, page in zip(parties, moments, found, strict=True)
    ]


def _connection(party: Party, want: Want, at: AsOf, page: Slice[Linked]) -> RelationshipConnection:
    near = party if party.as_of == at else replace(party, as_of=at)
    listed = edges(page, lambda item: _linked(near, item))
    return RelationshipConnection(party=near, want=want, as_of=at, found=page, edges=listed)


def _linked(near: Party, item: Linked) -> Relationship:
    """Return a relationship and its parties; they are heads only where look-ahead found nothing else asked of them."""
    row = cast("RelationshipRow", item.relationship)
    far = party_of(cast("PartyRow", item.other), near.as_of, MASKED)
    source, target = (near, far) if row.source_id == near.id else (far, near)
    return relationship_of(row, source, target, near.as_of)


@dataclass(slots=True)
class _Rows:
    """The relationships of several pages, one behind the other; `columns` are those of the statement's items."""

    parties: Sequence[Party]
    pages: Sequence[LinkedRows]
    offsets: list[int]
    columns: list[tuple[Any, ...]]

    @classmethod
    def of(cls, parties: Sequence[Party], pages: Sequence[LinkedRows], most: int) -> "_Rows":
        shown = [page if len(page) <= most else page[:most] for page in pages]
        offsets = list(accumulate(map(len, shown), initial=0))
        columns = list(zip(*chain.from_iterable(shown), strict=True))
        return cls(parties, shown, offsets, columns or [()] * LEAN)

    def place(self, number: int) -> tuple[int, int]:
        """Return on which page a relationship stands, and where."""
        page = bisect_right(self.offsets, number) - 1
        return page, number - self.offsets[page]

    def item(self, number: int) -> tuple[Party, Linked]:
        """Return a relationship, after the party whose page it stands on."""
        page, at = self.place(number)
        near = self.parties[page]
        return near, linked(near.id, self.pages[page][at])

    def nears(self) -> Iterable[Party]:
        """Return for each relationship the party whose page it stands on."""
        return chain.from_iterable(map(repeat, self.parties, map(len, self.pages)))

    def column(self, number: int) -> Callable[[], list[Any]]:
        return lambda: list(self.columns[number])

    def heads(self) -> _Columns:
        """Return what makes the columns of the heads of relationships, by their paths.

        A head is the share alone, a list, or among all properties.
        """
        heads = self.columns[2]
        if len(self.columns) == LEAN:
            return {"row.share": self.column(2)}
        if heads and isinstance(heads[0], dict):
            return {f"row.{name}": partial(_properties, heads, name) for name in HEAD}
        return {f"row.{name}": partial(_places, heads, place) for place, name in enumerate(HEAD)}


def _properties(heads: Sequence[dict[str, Any]], name: str) -> list[Any]:
    return [head.get(name) for head in heads]


def _places(heads: Sequence[list[Any]], place: int) -> list[Any]:
    return [head[place] for head in heads]


def _today(parties: Sequence[Party], want: Want, pages: Sequence[LinkedRows]) -> Frame:
    rows = _Rows.of(parties, pages, want.page.first)
    slices: dict[int, Slice[Linked]] = {}

    def page(number: int) -> Slice[Linked]:
        if number not in slices:
            slices[number] = linked_page(parties[number].id, pages[number], want.page)
        return slices[number]

    def connection(place: int) -> RelationshipConnection:
        return _connection(parties[place], want, NOW, page(place))

    def edge(place: int) -> Edge[Relationship]:
        number, at = rows.place(place)
        return Edge(page=page(number), at=at, node=relationships[place])

    relationships = _relationships(rows, want.direction, _fars(rows))
    edges = Frame([Edge] * len(relationships), {"node": lambda: relationships}, edge)
    lists = Sections(edges, rows.offsets)
    return Frame([RelationshipConnection] * len(pages), {"edges": lambda: lists}, connection)


def _relationships(rows: _Rows, direction: Direction, fars: Frame) -> Frame:
    def relationship(place: int) -> Relationship:
        return _linked(*rows.item(place))

    def ends(*, outgoing: bool) -> Frame:
        """Return the parties at one end: the near ones of the relationships that go this way, else the far ones."""
        if direction is (Direction.IN if outgoing else Direction.OUT):
            return fars
        return _either(list(rows.nears()), fars, [way is outgoing for way in rows.columns[1]])

    columns: _Columns = {
        "row.kind": rows.column(0),
        "source": partial(ends, outgoing=True),
        "target": partial(ends, outgoing=False),
    }
    heads = rows.heads()
    if "row.id" in heads:
        columns["id"] = heads["row.id"]
    return Frame([Relationship] * len(fars), columns | heads, relationship)


def _either(nears: Sequence[Party], fars: Frame, near: Sequence[bool]) -> Frame:
    """Return the near party of each relationship where `near` says so, else the far one."""

    def party(place: int) -> Party:
        return nears[place] if near[place] else cast("Party", fars[place])

    def chosen(path: str) -> list[Any]:
        here = map(attrgetter(path), nears)
        return [own if is_near else other for own, other, is_near in zip(here, column(fars, path), near, strict=True)]

    classes = [type(one) if is_near else other for one, other, is_near in zip(nears, fars.classes, near, strict=True)]
    return Frame(classes, {path: partial(chosen, path) for path in _SHOWN}, party)


def _fars(rows: _Rows) -> Frame:
    def party(place: int) -> Party:
        return party_of(cast("PartyRow", rows.item(place)[1].other), NOW, MASKED)

    classes = [PARTIES[kind] for kind in rows.columns[4]]
    columns: _Columns = {
        "as_of": lambda: [NOW] * len(classes),
        "id": rows.column(3),
        "row.kind": rows.column(4),
        "row.name": rows.column(5),
    }
    if len(rows.columns) > LEAN:
        columns["row.status"] = rows.column(6)
    return Frame(classes, columns, party)
