"""Entries of lists that records resemble which are not stored: screening before anybody is taken on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Found, Read
from cim_graph.kernel.errors import NotFoundError
from cim_graph.matching.model.explanation import Explanation, explained
from cim_graph.matching.pairs import Keyed, Match, keyed

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.matching.models import Models


@dataclass(frozen=True, slots=True)
class Wanted:
    """Ids of records, and the list that they should be of; nothing stands for any."""

    ids: list[str]
    source: str | None


@dataclass(frozen=True, slots=True)
class Sought:
    """The list that is searched, or all of them; the least probability, and how many entries of each record."""

    source: str | None = None
    cutoff: float = 0.5
    most: int = 5


@dataclass(frozen=True, slots=True)
class ListNamed:
    """The source of a list."""

    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list, as its source states it (JSON text)."""

    id: str
    source: str
    key: str
    payload: str
    received_at: str


@dataclass(frozen=True, slots=True)
class Resemblance:
    """An entry that a record resembles, and why."""

    entry: Entry
    explanation: Explanation


ENTRIES = Read("matching/entries", Wanted, Entry)
IS_LIST = Read("matching/is_list", ListNamed, Found)


async def resembled(
    graph: "Graph", models: "Models", records: Sequence[Keyed], wanted: Sought
) -> Mapping[str, list[Resemblance]]:
    """Return by record the entries that it resembles, the most probable first; of equal ones that with the lower id.

    Raises NotFoundError for a source that is no list.
    """
    source = wanted.source
    if source is not None and not await graph.read(IS_LIST(ListNamed(source))):
        raise NotFoundError(f"no list is called {source[:80]!r}; a list is a source whose records are entries of one")
    matcher = await models.matcher(graph.read)
    candidates = await matcher.candidates(graph.read, records, only_lists=True)
    ids = sorted({id_ for found in candidates.values() for id_ in found})
    entries = {entry.id: entry for entry in await graph.read(ENTRIES(Wanted(ids, source)))} if ids else {}
    known = await keyed(graph.read, entries) | {record.id: record for record in records}
    pairs = [(record.id, id_) for record in records for id_ in candidates.get(record.id, ()) if id_ in entries]
    found: dict[str, list[Match]] = {record.id: [] for record in records}
    for match in matcher.compared(known, [pair for pair in pairs if pair[1] in known]):
        if match.probability >= wanted.cutoff:
            found[match.left].append(match)
    best = {
        id_: sorted(matches, key=lambda match: (-match.odds, match.right))[: wanted.most]
        for id_, matches in found.items()
    }
    shown = [match for matches in best.values() for match in matches]
    reasons = explained([(known[match.left].evidence, known[match.right].evidence) for match in shown], matcher.model)
    why = dict(zip(shown, reasons, strict=True))
    return {id_: [Resemblance(entries[one.right], why[one]) for one in matches] for id_, matches in best.items()}
