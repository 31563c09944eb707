"""Lists of groups: of today from the last run, where there was one; of the past, and before the first run, at once."""

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from cim_graph.groups.model.group import Group
from cim_graph.groups.rulebook import Rulebook
from cim_graph.groups.run_store import CHANGES, LIST, Asked, ChangeRow, Since
from cim_graph.groups.service.everywhere import groups_everywhere
from cim_graph.groups.service.run import last_run
from cim_graph.groups.written import group_of
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.pages import Page, Slice, cut, measured, place
from cim_graph.kernel.times import moment_text, system_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.kernel.vocabulary import GroupKind


@dataclass(frozen=True, slots=True)
class Dated:
    """A page of groups, and when they were computed."""

    page: Slice[Group]
    at: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Groups of which kind, with how many members at least, and which page of them."""

    kind: "GroupKind"
    size: int
    page: Page


async def listed(graph: "Graph", wanted: Wanted, book: Rulebook, as_of: "AsOf", rank: "Rank") -> Dated:
    """Return a page of the groups of a kind, the largest exposure first.

    Of today it is what the last run found. Without a run, and of the past, they are computed for the page.
    Raises BadInputError for a cursor of another list or a size below nought.
    """
    if wanted.size < 0:
        raise BadInputError(f"`minSize` is {wanted.size}; ask for 0 or more")
    worth, after = place(wanted.page.after, group_key(wanted.kind)) or (inf, "")
    ran = await last_run(graph, wanted.kind) if as_of.is_now else None
    if ran is not None:
        asked = Asked(wanted.kind.value, wanted.size, worth, after, wanted.page.first + 1)
        rows = [group_of(stored, wanted.kind) for stored in await graph.read(LIST(asked))]
        return Dated(cut(rows, wanted.page, _key), ran.at)
    found = await groups_everywhere(graph, wanted.kind, book, as_of, rank)
    large = sorted((one for one in found.groups if len(one.members) >= wanted.size), key=_order)
    rest: Sequence[Group] = [one for one in large if _order(one) > (-worth, after)]
    return Dated(cut(rest[: wanted.page.first + 1], wanted.page, _key), moment_text(system_clock()))


def group_key(kind: "GroupKind") -> "Callable[[str], tuple[float, str]]":
    """Return what reads the exposure and the group behind a key of a list of one kind; ValueError for no key of it."""
    return lambda key: measured(key, Kind[kind.value])


async def changes_since(graph: "Graph", kind: "GroupKind", since: str) -> list[ChangeRow]:
    """Return what changed of the groups of a kind since a day or moment (ISO 8601 text), from run to run."""
    return await graph.read(CHANGES(Since(kind.value, since)))


def _order(group: Group) -> tuple[float, str]:
    return -float(group.exposure), group.id


def _key(group: Group) -> str:
    return f"{float(group.exposure)!r}/{group.id}"
