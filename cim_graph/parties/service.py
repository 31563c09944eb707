"""What is asked of parties: lists and look-ups."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cim_graph.access.rights import Areas
from cim_graph.graph.statement import Found, Ids, Read
from cim_graph.kernel.errors import BadInputError, NotFoundError
from cim_graph.kernel.ids import Kind, id_of, kind_of
from cim_graph.kernel.pages import Page, Slice, cut
from cim_graph.kernel.times import NOW
from cim_graph.parties.model import PartyFilter, PartyRow, StatementRow
from cim_graph.parties.past import past, past_rows
from cim_graph.records.identifiers import normal_identifier

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf


@dataclass(frozen=True, slots=True)
class Listing:
    """Which parties are listed: those after an id that fit; nothing lets every party through."""

    after: str
    rows: int
    kinds: list[str] | None
    statuses: list[str] | None
    countries: list[str] | None
    scope: Areas


@dataclass(frozen=True, slots=True)
class Calling:
    """Ids of parties, and the moment at which they are to answer; nothing stands for now."""

    ids: list[str]
    known: str | None


@dataclass(frozen=True, slots=True)
class Describing:
    """A record, and the moment at which it is asked whom it describes; nothing stands for now."""

    record: str
    known: str | None


@dataclass(frozen=True, slots=True)
class Called:
    """An id of a party, and the party that answers under it."""

    id: str
    party: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """A party that carries an identifier, or did."""

    id: str
    today: bool


LONGEST_TEXT = 1000
"""Characters of what parties are looked up by: normal forms of longer ones take minutes."""

LIST = Read("parties/list", Listing, PartyRow)
CARRIERS = Read("parties/carriers", Ids, Carrier)
CALLED = Read("parties/called", Calling, Called)
DESCRIBED = Read("parties/described", Describing, Found)
RECORDS = Read("parties/records", Ids, StatementRow)


async def listed(graph: "Graph", wanted: PartyFilter, page: Page, as_of: "AsOf", rank: "Rank") -> Slice[PartyRow]:
    """List parties in the order of their ids.

    Of a moment in the past, parties that are still described are listed as they were then; a page may be shorter than
    asked for, since those that nobody had described by then are left out.
    """
    kinds = None if wanted.kinds is None else [kind.value for kind in wanted.kinds]
    statuses = None if wanted.statuses is None else [status.value for status in wanted.statuses]
    countries = None if wanted.countries is None else [country.strip().upper() for country in wanted.countries]
    listing = Listing(page.after or "", page.first + 1, kinds, statuses, countries, wanted.scope)
    rows = await graph.read(LIST(listing))
    found = cut(rows, page, lambda row: row.id)
    if as_of.known is None:
        return found
    ids = [row.id for row in found.items]
    then = await past_rows(graph, ids, as_of.known, rank)
    return replace(found, items=[then[id_] for id_ in ids if id_ in then])


async def carriers(graph: "Graph", scheme: str, value: str, as_of: "AsOf", rank: "Rank") -> list[str]:
    """Return the ids of the parties that carry an identifier, in their order, as it was known at the moment asked.

    Raises BadInputError for texts that are too long.
    """
    _check(scheme=scheme, value=value)
    normal = normal_identifier(scheme, value, None)
    rows = await graph.read(CARRIERS(Ids([id_of(Kind.IDENTIFIER, normal.scheme, normal.value)])))
    if as_of.known is None:
        return [row.id for row in rows if row.today]
    then = await past(graph, [row.id for row in rows], as_of.known, rank)
    wanted = (normal.scheme, normal.value)
    return [id_ for id_, party in then.items() if wanted in {(item.scheme, item.value) for item in party.identifiers}]


def _check(**texts: str) -> None:
    for name, text in texts.items():
        if len(text) > LONGEST_TEXT:
            raise BadInputError(f"`{name}` has {len(text)} characters; look up at most {LONGEST_TEXT}")


async def described(graph: "Graph", source: str, key: str, known: str | None = None) -> str | None:
    """Return the id of the party that a record describes, or described at a moment.

    Raises BadInputError for texts that are too long.
    """
    _check(source=source, key=key)
    rows = await graph.read(DESCRIBED(Describing(id_of(Kind.RECORD, source, key), known)))
    return rows[0].id if rows else None


async def called(graph: "Graph", ids: Sequence[str], known: str | None = None) -> list[str]:
    """Return the party that answers under each id: that of a party that was merged leads to the one it is in.

    Of a moment, the party that answered then. An id that nobody ever had leads to itself.
    """
    asked = sorted({id_ for id_ in ids if kind_of(id_) is Kind.PARTY})
    found = {row.id: row.party for row in await graph.read(CALLED(Calling(asked, known)))} if asked else {}
    return [found.get(id_, id_) for id_ in ids]


async def named(graph: "Graph", text: str, rank: "Rank") -> str:
    """Return the id of the party that a text names: by its id, as source:key, or as scheme:value.

    Raises NotFoundError where nobody is named, BadInputError that lists the ids where several carry the identifier.
    """
    if kind_of(text) is Kind.PARTY:
        return (await called(graph, [text]))[0]
    first, colon, rest = text.partition(":")
    if not colon or not rest:
        raise BadInputError(f"{text!r} names no party; write an id, source:key (core:C-100) or scheme:value (lei:…)")
    if (id_ := await described(graph, first, rest)) is not None:
        return id_
    carrying = await carriers(graph, first, rest, NOW, rank)
    if not carrying:
        raise NotFoundError(f"no record and no identifier is called {text!r}; check the spelling")
    if len(carrying) > 1:
        raise BadInputError(f"{len(carrying)} parties carry {text!r}; take one of their ids: {', '.join(carrying[:5])}")
    return carrying[0]


async def records(graph: "Graph", ids: Sequence[str]) -> list[StatementRow]:
    """Return records by their ids."""
    return await graph.read(RECORDS(Ids(list(ids))))
