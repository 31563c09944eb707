"""Answering what a level of a query asks: today in one statement, the past from what sources said."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.accounts.model import account
from cim_graph.graph.statement import Read
from cim_graph.kernel.pages import cut, place
from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.profiles.model import LISTS, NOTHING, ONES, Part, Want, linked, relationship_key
from cim_graph.profiles.past import PAST_PARTS, past_level

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf

Answers = dict[Want, Any]
Items = Sequence[Sequence[Any]]

_KINDS = [kind.value for kind in RelationshipKind]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a level asks: ids for each part; for those that are paged, what is asked of each. `rows`: the longest."""

    asked: dict[str, list[Any]]
    rows: int


@dataclass(frozen=True, slots=True)
class Answered:
    """All items of one part, each with the key under which it was asked for."""

    part: str
    items: list[list[Any]]


LEVEL = Read("profiles/level", Asked, Answered)


async def level(graph: "Graph", wants: Collection[Want], as_of: "AsOf", rank: "Rank") -> Answers:
    """Answer every want, each as its part says; raise BadInputError for a cursor of another list."""
    if as_of.is_now:
        return await _today(graph, wants)
    past = [want for want in wants if want.part in PAST_PARTS[as_of.known is not None]]
    today = [want for want in wants if want.part not in PAST_PARTS[as_of.known is not None]]
    answers = await _today(graph, today) if today else {}
    return answers | await past_level(graph, past, as_of, rank) if past else answers


async def _today(graph: "Graph", wants: Collection[Want]) -> Answers:
    by_part: dict[Part, list[Want]] = defaultdict(list)
    for want in wants:
        by_part[want.part].append(want)
    groups = {part: _groups(by_part[part]) for part in _PAGED}
    asked: dict[str, list[Any]] = {part.value: [want.id for want in by_part[part]] for part in (*ONES, *LISTS)}
    for part, make in _PAGED.items():
        asked[part.value] = [
            {"key": key, "ids": list(group), **make(next(iter(group.values())))}
            for key, group in enumerate(groups[part])
        ]
    rows = max((want.page.first for part in _PAGED for want in by_part[part]), default=0) + 1
    answers: Answers = {want: NOTHING.get(want.part) for want in wants}
    for row in await graph.read(LEVEL(Asked(asked, rows))):
        part = Part(row.part)
        answers |= _pages(part, groups[part], row.items) if part in _PAGED else _answers(part, by_part[part], row.items)
    return answers


def _groups(wants: Iterable[Want]) -> list[dict[str, Want]]:
    """Gather wants that differ in the party alone: a question then names what it asks once, and the parties by id."""
    groups: dict[tuple[object, ...], dict[str, Want]] = {}
    for want in wants:
        groups.setdefault(want.shape, {})[want.id] = want
    return list(groups.values())


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
    }


_PAGED: Mapping[Part, Callable[[Want], dict[str, Any]]] = {
    Part.ACCOUNTS: _accounts,
    Part.RELATIONSHIPS: _relationships,
}


def _answers(part: Part, wants: list[Want], items: Items) -> Answers:
    if part in ONES:
        one = ONES[part]
        by_id = {item[0]: one(item) for item in items}
        return {want: by_id[want.id] for want in wants if want.id in by_id}
    make = LISTS[part]
    lists: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        lists[item[0]].append(make(item))
    return {want: lists[want.id] for want in wants if want.id in lists}


def _pages(part: Part, groups: Sequence[Mapping[str, Want]], items: Items) -> Answers:
    answers: Answers = {}
    for key, id_, found in items:
        want = groups[key][id_]
        if part is Part.ACCOUNTS:
            answers[want] = cut([account(properties) for properties in found], want.page, lambda row: row.place)
        else:
            answers[want] = cut([linked(id_, item) for item in found], want.page, lambda row: row.place)
    return answers
