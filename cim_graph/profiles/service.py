"""Answering what a level of a query asks: today in one statement, the past from what sources said."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
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
    LinkedRows,
    Part,
    Want,
    Wants,
    relationship_key,
    unanswered,
)
from cim_graph.profiles.past import PAST_PARTS, past_level

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf

Items = Sequence[Sequence[Any]]

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


async def level(
    graph: "Graph", wants: Wants, as_of: "AsOf", rank: "Rank", further: Further = MappingProxyType({})
) -> Answers:
    """Answer every want for each of its ids, as its part says; raise BadInputError for a cursor of another list.

    What is wanted `further` is answered where the same statement can: of today. Those answers hold the parties found.
    """
    if as_of.is_now:
        return await _today(graph, wants, further)
    then = PAST_PARTS[as_of.known is not None]
    past = {want: ids for want, ids in wants.items() if want.part in then}
    today = {want: ids for want, ids in wants.items() if want.part not in then}
    answers = await _today(graph, today, {}) if today else {}
    return answers | await past_level(graph, past, as_of, rank) if past else answers


async def _today(graph: "Graph", wants: Wants, further: Further) -> Answers:
    asked: dict[str, list[Any]] = {part.value: [] for part in Part}
    paged: dict[Part, list[Want]] = {part: [] for part in _PAGED}
    for want, ids in wants.items():
        if want.part in paged:
            key = len(paged[want.part])
            asked[want.part.value].append({"key": key, "ids": ids, **_PAGED[want.part](want)})
            paged[want.part].append(want)
        else:
            asked[want.part.value] = list(ids)
    linked_wants = paged[Part.RELATIONSHIPS]
    for question, want in zip(asked[Part.RELATIONSHIPS.value], tuple(linked_wants), strict=True):
        beyond = further.get(want, ())
        question["next"] = [{"key": key, **_relationships(one)} for key, one in enumerate(beyond, len(linked_wants))]
        linked_wants += beyond
    rows = max((want.page.first for some in paged.values() for want in some), default=0) + 1
    answers = unanswered(wants)
    for row in await graph.read(LEVEL(Asked(asked, rows))):
        part = Part(row.part)
        if part in paged:
            _page(part, paged[part], row.items, answers)
        else:
            answers[Want(part)] |= _answered(part, row.items)
    return answers


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
    }


_PAGED: Mapping[Part, Callable[[Want], dict[str, Any]]] = {
    Part.ACCOUNTS: _accounts,
    Part.RELATIONSHIPS: _relationships,
}


def _answered(part: Part, items: Items) -> dict[str, Any]:
    if part in ONES:
        one = ONES[part]
        return {item[0]: one(item) for item in items}
    make = LISTS[part]
    lists: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        lists[item[0]].append(make(item))
    return lists


def _page(part: Part, wants: Sequence[Want], items: Items, answers: Answers) -> None:
    tables = [answers.setdefault(want, {}) for want in wants]
    for key, id_, found in items:
        page = wants[key].page
        if part is Part.ACCOUNTS:
            tables[key][id_] = cut([account(properties) for properties in found], page, _PLACE)
        else:
            further = len(found) > page.first
            tables[key][id_] = LinkedRows(id_, found[:-1] if further else found, further, page.after is not None)
