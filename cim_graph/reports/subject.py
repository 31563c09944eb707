"""All that is kept on one party, for a person who asks for it (Regulation (EU) 2016/679, Article 15)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from cim_graph.access.reads import Reads
from cim_graph.access.trail import Sought, entry_of_reads
from cim_graph.access.trail import entries as trail_of
from cim_graph.graph.statement import Read
from cim_graph.kernel.pages import LARGEST_PAGE, Page
from cim_graph.kernel.times import moment_text, system_clock
from cim_graph.parties.service import named

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.kernel.ranks import Rank

SUBJECT_ACCESS: Final = "subjectAccess"
_OURS: Final = frozenset({"evidence", "keys", "terms", "hash"})
"""Properties that are computed from others, for finding and comparing."""
_TEXTS: Final = frozenset({"payload", "attributes", "rebutted", "detail", "reasons"})
"""Properties that hold JSON text."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The party that is asked about."""

    id: str


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is kept; `ends`: where the party stands in it."""

    what: str
    id: str
    properties: dict[str, Any]
    ends: list[str]


SUBJECT = Read("reports/subject", Subject, Thing)


async def subject_access(graph: "Graph", actor: "Actor", text: str, rank: "Rank") -> dict[str, Any]:
    """Return all that is kept on a party: what sources say and said of it, relationships, accounts, decisions, trail.

    That somebody asked goes into the trail first. Raises NotFoundError where a text names no party.
    """
    party = await named(graph, text, rank)
    at = moment_text(system_clock())
    await Reads().keep(graph, entry_of_reads(actor, {party: {"everything"}}, at) | {"command": SUBJECT_ACCESS})
    kept: dict[str, list[Any]] = {}
    for thing in await graph.read(SUBJECT(Subject(party))):
        kept.setdefault(thing.what, []).append(_told(thing))
    trail = [entry async for entry in _trail(graph, party)]
    return {"party": party, "at": at, "by": actor.subject, "kept": kept, "trail": trail}


async def _trail(graph: "Graph", party: str) -> Any:  # noqa: ANN401 (an iterator of entries)
    after: str | None = None
    while True:
        found = await trail_of(graph, Sought(party), Page(LARGEST_PAGE, after))
        for entry in found.items:
            yield dict(_opened(entry.properties))
        if not found.has_next:
            return
        after = found.items[-1].id


def _told(thing: Thing) -> dict[str, Any]:
    ends = {"as": sorted(thing.ends)} if thing.ends else {}
    return {"id": thing.id, **ends, **dict(_opened(thing.properties))}


def _opened(properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield properties in order, JSON opened; what is computed from others is left out, ids of others are kept."""
    for name, value in sorted(properties.items()):
        if name in _OURS:
            continue
        yield name, orjson.loads(value) if name in _TEXTS and isinstance(value, str) else value
