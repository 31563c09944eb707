"""What is so today, in one statement for all that is asked at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cim_graph.accounts.model import account
from cim_graph.graph.statement import Read
from cim_graph.kernel.pages import cut, place
from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.profiles.model import (
    LISTS,
    ONES,
    Answers,
    Further,
    Part,
    Want,
    Wants,
    relationship_key,
    unanswered,
)

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph

Items = Sequence[Sequence[Any]]
Table = dict[str, Any]

NOTHING_FURTHER: Further = MappingProxyType({})
_PLACE = attrgetter("place")
_KINDS = [kind.value for kind in RelationshipKind]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a level asks: ids for each part; for those that are paged, what is asked of each. `rows`: the longest.

    Of relationships also what is asked `next` of the parties at their far ends.
    """

    asked: dict[str, list[Any]]
    rows: int


@dataclass(frozen=True, slots=True)
class Answered:
    """All items of one part, each with the key under which it was asked for."""

    part: str
    items: list[list[Any]]


LEVEL = Read("profiles/level", Asked, Answered)


async def today(graph: "Graph", wants: Wants, further: Further = NOTHING_FURTHER) -> Answers:
    """Answer every want for each of its ids; raise BadInputError for a cursor of another list."""
    question = Question()
    answers = question.add(wants, further)
    await question.ask(graph)
    return answers


class Question:
    """What one statement is asked, by one or by several: each gets answers of its own."""

    def __init__(self) -> None:
        self._asked: dict[str, list[Any]] = {part.value: [] for part in Part}
        self._paged: dict[Part, list[tuple[Want, Table]]] = {part: [] for part in _PAGED}
        self._plain: dict[Part, list[tuple[Sequence[str], Table]]] = defaultdict(list)
        self._rows = 1

    def add(self, wants: Wants, further: Further = NOTHING_FURTHER) -> Answers:
        """Ask this too; return what will hold the answers, also those to what is wanted `further`, once it was asked.

        Raises BadInputError for a cursor of another list, and asks nothing then.
        """
        answers = unanswered(wants)
        pages = [(want, ids, _PAGED[want.part](want)) for want, ids in wants.items() if want.part in _PAGED]
        beyond = {want: [(one, _relationships(one)) for one in further.get(want, ())] for want, _, _ in pages}
        for want, ids, page in pages:
            asked = {"key": self._page(want, answers), "ids": ids, **page}
            if want.part is Part.RELATIONSHIPS:
                asked["next"] = [{"key": self._page(one, answers), **next_} for one, next_ in beyond[want]]
            self._asked[want.part.value].append(asked)
        for want, ids in wants.items():
            if want.part not in _PAGED:
                self._plain[want.part].append((ids, answers[want]))
        return answers

    def _page(self, want: Want, answers: Answers) -> int:
        table = self._paged[want.part]
        table.append((want, answers.setdefault(want, {})))
        self._rows = max(self._rows, want.page.first + 1)
        return len(table) - 1

    async def ask(self, graph: "Graph") -> None:
        """Run the statement and give everybody the answers."""
        for part, plain in self._plain.items():
            self._asked[part.value] = list(plain[0][0]) if len(plain) == 1 else _once(ids for ids, _ in plain)
        for row in await graph.read(LEVEL(Asked(self._asked, self._rows))):
            part = Part(row.part)
            if part in _PAGED:
                _fill(part, self._paged[part], row.items)
            else:
                self._share(part, _answered(part, row.items))

    def _share(self, part: Part, found: Table) -> None:
        for ids, table in self._plain[part]:
            table |= {id_: found[id_] for id_ in ids if id_ in found}


def _once(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(id_ for ids in lists for id_ in ids))


def _accounts(want: Want) -> dict[str, Any]:
    return {"after": want.page.after, "rows": want.page.first + 1}


def _relationships(want: Want) -> dict[str, Any]:
    strength, after = place(want.page.after, relationship_key) or (None, None)
    return {
        "kinds": _KINDS if want.kinds is None else [kind.value for kind in want.kinds],
        "direction": want.direction.value,
        "strength": strength,
        "after": after,
        "rows": want.page.first + 1,
        "wide": want.wide,
        "wideOther": want.wide_other,
        "lean": want.lean,
        "scoped": want.scoped,
    }


_PAGED: Mapping[Part, Callable[[Want], dict[str, Any]]] = {
    Part.ACCOUNTS: _accounts,
    Part.RELATIONSHIPS: _relationships,
}


def _answered(part: Part, items: Items) -> Table:
    if part in ONES:
        one = ONES[part]
        return {item[0]: one(item) for item in items}
    make = LISTS[part]
    lists: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        lists[item[0]].append(make(item))
    return lists


def _fill(part: Part, pages: Sequence[tuple[Want, Table]], items: Items) -> None:
    if part is Part.RELATIONSHIPS:
        tables = [table for _, table in pages]
        for key, id_, found in items:
            tables[key][id_] = found
        return
    for key, id_, found in items:
        want, table = pages[key]
        table[id_] = cut([account(properties) for properties in found], want.page, _PLACE)
