"""What one caller may not see is taken out of what the database answers, with its presence told.

A party outside the caller's scope is a closed node: its id and kind, and `*` among what is masked. What levels,
searches and walks answer are rows that requests share, so the rows themselves stay as they are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

import orjson

from cim_graph.access.rights import ALL, Special
from cim_graph.kernel.pages import Slice
from cim_graph.kernel.vocabulary import PartyStatus, RelationshipKind
from cim_graph.parties.model import IdentifierRow, PartyHead, PartyRow
from cim_graph.profiles.model import NOTHING, Linked, Part, Want
from cim_graph.records.special import FLAGS as FLAG_CATEGORIES
from cim_graph.records.special import KINDS, SCHEMES, open_flags, open_kinds, open_record
from cim_graph.relationships.model import CountRow, RelationshipRow

if TYPE_CHECKING:
    from cim_graph.access.rights import Rights
    from cim_graph.parties.provenance import Provenance

CLOSED: Final = "*"
FLAGS: Final = "flags"
RECORD: Final = "record"
"""What the trail says was seen of a record as it came, whatever it held: its values are masked one by one."""
_REST: Final = 7
"""The place of all that an item of a relationship holds of the party at its far end but its head."""
_PARTY: Final = 3
_NAME: Final = 5
"""The places of the id and the name of that party."""
_CLOSED_REST: Final[tuple[Any, ...]] = (0, None, None, [], None, None, None)
"""What a relationship's item holds of a closed party at its far end, behind its status."""
_SILENT: Final = ("attributes", "rebutted", "about", "on_behalf_of")
"""What a relationship to a closed party does not tell: it is not about the open one alone."""
_BETWEEN_CLOSED: Final = (
    "share", "voting", "role", "strength", "min_share", "max_share", "voting_suspended", "share_class", "means",
    "amount", "currency", "material", "replaceable", "confidence", "valid_from", "valid_to", "exclusive", *_SILENT,
)  # fmt: skip
_FEATURES: Final = {
    "identifier": Special.DOCUMENTS, "registration": Special.DOCUMENTS, "nationality": Special.NATIONALITY
}  # fmt: skip
H = TypeVar("H", bound=PartyHead)


class Mask:
    """What one request may see; it remembers which parties it found closed, and what it hid of others.

    `seen` gathers what of special category is shown, by the id of whom it is; nothing where nobody keeps a trail of it.
    """

    def __init__(self, rights: "Rights", seen: dict[str, set[str]] | None = None) -> None:
        self._seen = seen
        self._scope = rights.scope
        self._sees = rights.sees
        self.whole = rights.whole
        self.closed: set[str] = set()
        self.hidden: dict[str, set[str]] = defaultdict(set)

    @property
    def kinds(self) -> tuple[RelationshipKind, ...] | None:
        """The kinds of relationships that may be seen; nothing stands for all."""
        return open_kinds(self._sees)

    def of_kinds(self, asked: "Sequence[RelationshipKind] | None") -> tuple[RelationshipKind, ...] | None:
        """Return which of these kinds may be walked."""
        return _of_kinds(self.kinds, asked)

    def want(self, want: Want) -> Want:
        """Return what has to be asked so that it can be told what may be seen of the answer."""
        if self.whole or want.part is not Part.RELATIONSHIPS:
            return want
        return _wanted(want, self._sees, scoped=not self._scope.whole)

    def party(self, row: H) -> H:
        """Return a party as the caller may see it."""
        shown = row if self.whole else self._shown(row)
        if isinstance(shown, PartyRow):
            self._saw(shown.id, shown.flags)
        return shown

    def _saw(self, id_: str, flags: Iterable[str]) -> None:
        if self._seen is not None and flags:
            for flag in flags:
                if (category := FLAG_CATEGORIES.get(flag.casefold())) is not None:
                    self._seen[id_].add(category)

    def _shown(self, row: H) -> H:
        if row.id in self.closed:
            return self._shut(row)
        if not isinstance(row, PartyRow):
            return row
        if not self._scope.opens(row.branch, row.segment):
            return self._shut(row)
        return row if (flags := self._flags(row.id, row.flags)) is row.flags else replace(row, flags=flags)

    def answers(self, want: Want, ids: Sequence[str], found: list[Any]) -> list[Any]:
        """Return the answers of a level as the caller may see them."""
        if not self.whole and (self.closed or want.part in self._PARTS):
            found = [self._answer(want, id_, answer) for id_, answer in zip(ids, found, strict=True)]
        if self._seen is not None:
            self._saw_answers(self._seen, want, ids, found)
        return found

    def _saw_answers(self, seen: dict[str, set[str]], want: Want, ids: Sequence[str], found: list[Any]) -> None:
        """Keep what answers show: they are masked already."""
        category, holds = _SENSITIVE.get(want.part, _NOT_SENSITIVE)
        if category == RECORD or category in self._sees:
            for id_, answer in zip(ids, found, strict=True):
                if answer and holds(answer):
                    seen[id_].add(category)
        if want.part is Part.RELATIONSHIPS and want.wide_other:
            for answer in found:
                self._saw_far(answer)

    def _saw_far(self, answer: "list[Sequence[Any]] | Slice[Linked]") -> None:
        """Keep what the parties at the far ends of relationships show: they are made of rows that are masked already.

        Those of a slice were looked at one by one, unless the caller may see everything.
        """
        if isinstance(answer, Slice):
            for linked in answer.items:
                if isinstance(linked.other, PartyRow):
                    self._saw(linked.other.id, linked.other.flags)
            return
        for item in answer:
            if (rest := item[_REST] if len(item) > _REST else None) is not None:
                self._saw(item[3], rest[3])

    def _answer(self, want: Want, id_: str, found: Any) -> Any:  # noqa: ANN401 (whatever the part answers)
        """Return the answer of a level about one party, record or fact as the caller may see it."""
        if id_ in self.closed and want.part is not Part.PARTY:
            return NOTHING.get(want.part)
        part = self._PARTS.get(want.part)
        return part(self, want, id_, found) if part else found

    def payload(self, text: str | None) -> str | None:
        """Return a record as it came, as the caller may see it."""
        if text is None or len(self._sees) == len(Special):
            return text
        return orjson.dumps(open_record(orjson.loads(text), self._sees)).decode()

    def origin(self, id_: str, row: "Provenance") -> "Provenance | None":
        """Return where a golden value comes from as the caller may see it; nothing where all of it is hidden."""
        if row.field != FLAGS:
            return row
        flags = self._flags(id_, row.value)
        self._saw(id_, flags)
        return replace(row, value=flags) if flags else None

    def shows(self, feature: str, about: str) -> bool:
        """Whether a feature of matching may be seen; where that is of special category, it is seen `about` somebody."""
        category = _FEATURES.get(feature)
        if category is None:
            return True
        if self._seen is not None and category in self._sees:
            self._seen[about].add(category)
        return category in self._sees

    def relationship(self, row: RelationshipRow) -> RelationshipRow:
        """Return a relationship whose parties have been looked at as the caller may see it."""
        if self._seen is not None and row.kind in KINDS:
            self._seen[row.source_id].add(Special.FAMILY)
        shut = (row.source_id in self.closed) + (row.target_id in self.closed)
        if not shut or not isinstance(row, RelationshipRow):
            return row
        return replace(row, **_nothing(_SILENT if shut == 1 else _BETWEEN_CLOSED))

    def seen(self, rows: Iterable[RelationshipRow]) -> list[RelationshipRow]:
        """Return the relationships whose kinds may be seen."""
        kinds = self.kinds
        return list(rows) if kinds is None else [row for row in rows if row.kind in kinds]

    def told(self, id_: str) -> list[str]:
        """Return what `Party.masked` says of a party whose parts have been answered."""
        return [CLOSED] if id_ in self.closed else sorted(self.hidden.get(id_, ()))

    def _shut(self, row: H) -> H:
        self.closed.add(row.id)
        return type(row)(row.id, row.kind, PartyStatus.EXTERNAL.value, None)

    def _flags(self, id_: str, flags: list[str]) -> list[str]:
        left = open_flags(flags, self._sees) if flags else flags
        if len(left) == len(flags):
            return flags
        self.hidden[id_].add(FLAGS)
        return left

    def _identifiers(self, _: Want, id_: str, rows: list[IdentifierRow]) -> list[IdentifierRow]:
        if Special.DOCUMENTS in self._sees or not any(row.scheme in SCHEMES for row in rows):
            return rows
        self.hidden[id_].add("identifiers")
        return [replace(row, value=None) if row.scheme in SCHEMES else row for row in rows]

    def _counts(self, _: Want, id_: str, rows: list[CountRow]) -> list[CountRow]:
        kinds = self.kinds
        if kinds is None:
            return rows
        left = [row for row in rows if row.kind in kinds]
        if len(left) < len(rows):
            self.hidden[id_].add("relationships")
        return left

    def _payload(self, _: Want, __: str, text: str | None) -> str | None:
        return self.payload(text)

    def _relationships(self, want: Want, _: str, found: "list[Sequence[Any]] | Slice[Linked]") -> Any:  # noqa: ANN401 (as it came)
        if isinstance(found, Slice):
            return replace(found, items=list(map(self._linked, found.items)))
        return list(map(self._scoped if want.scoped else self._item, found))

    def _scoped(self, item: Sequence[Any]) -> Sequence[Any]:
        """Return a lean item, without what told whether its party is open."""
        *lean, segment, branch = item
        id_ = lean[_PARTY]
        if id_ in self.closed or not self._scope.opens(branch, segment):
            self.closed.add(id_)
            lean[_NAME] = None
        return lean

    def _linked(self, linked: Linked) -> Linked:
        other = self.party(linked.other)
        row = linked.relationship
        return Linked(self.relationship(row) if isinstance(row, RelationshipRow) else row, other)

    def _item(self, item: Sequence[Any]) -> Sequence[Any]:
        kind, outgoing, properties, id_, party_kind, _, *more = item
        if not more or more[1] is None:
            return item
        rest = more[1]
        segment, branch = rest[4:6]
        if id_ not in self.closed and self._scope.opens(branch, segment):
            flags = self._flags(id_, rest[3])
            return item if flags is rest[3] else [*item[:7], [*rest[:3], flags, *rest[4:]]]
        self.closed.add(id_)
        return [kind, outgoing, _curtailed(properties), id_, party_kind, None, PartyStatus.EXTERNAL.value, _CLOSED_REST]

    _PARTS: ClassVar[Mapping[Part, Callable[["Mask", Want, str, Any], Any]]] = {
        Part.IDENTIFIERS: _identifiers,
        Part.COUNTS: _counts,
        Part.RELATIONSHIPS: _relationships,
        Part.PAYLOAD: _payload,
    }
    """Parts of which something may be hidden, and how."""


def _of_kinds(
    seen: tuple[RelationshipKind, ...] | None, asked: "Sequence[RelationshipKind] | None"
) -> tuple[RelationshipKind, ...] | None:
    if seen is None:
        return None if asked is None else tuple(asked)
    return seen if asked is None else tuple(kind for kind in asked if kind in seen)


@lru_cache(maxsize=4096)
def _wanted(want: Want, sees: frozenset[Special], *, scoped: bool) -> Want:
    """Return what a want of relationships comes to; it is the same for all requests of such rights."""
    kinds = _of_kinds(open_kinds(sees), want.kinds)
    if want.lean:
        return replace(want, kinds=kinds, scoped=scoped)
    return replace(want, kinds=kinds, wide_other=want.wide_other or scoped)


MASKED: Final = Mask(ALL)
"""For rows of a level: they are masked when they are handed out."""


def _holds_documents(rows: list[IdentifierRow]) -> bool:
    return any(row.scheme in SCHEMES and row.value is not None for row in rows)


def _holds_family(found: "list[Sequence[Any]] | Slice[Linked]") -> bool:
    if isinstance(found, Slice):
        return any(linked.relationship.kind in KINDS for linked in found.items)
    return any(item[0] in KINDS for item in found)


_SENSITIVE: Final[Mapping[Part, tuple[str, Callable[[Any], bool]]]] = {
    Part.IDENTIFIERS: (Special.DOCUMENTS, _holds_documents),
    Part.RELATIONSHIPS: (Special.FAMILY, _holds_family),
    Part.PAYLOAD: (RECORD, lambda _: True),
}
"""Parts that may show something of special category: how the trail calls it, and whether an answer does."""
_NOT_SENSITIVE: Final[tuple[str, Callable[[Any], bool]]] = ("", bool)


def _nothing(names: Sequence[str]) -> dict[str, Any]:
    return dict.fromkeys(names)


def _curtailed(properties: Any) -> Any:  # noqa: ANN401 (a head as a list, or all properties)
    if not isinstance(properties, dict):
        return properties
    silent = {"attributes", "rebutted", "about", "onBehalfOf"}
    return {name: value for name, value in properties.items() if name not in silent}
