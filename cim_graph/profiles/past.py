"""A level of a query about the past."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.accounts.model import AccountRow, account
from cim_graph.graph.statement import Read
from cim_graph.kernel.pages import Page, Slice, cut, place
from cim_graph.kernel.times import moment_text, system_clock
from cim_graph.parties import past as parties
from cim_graph.parties.model import PartyRow
from cim_graph.profiles.model import Answers, Linked, Part, Want, Wants, owed, relationship_key, unanswered
from cim_graph.relationships import past as relationships
from cim_graph.relationships.model import CountRow, RelationshipRow

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf

_PARTY = {Part.PARTY, Part.NAMES, Part.IDENTIFIERS, Part.ADDRESSES, Part.CONTACTS, Part.RECORDS}
_LINKS = {Part.RELATIONSHIPS, Part.COUNTS}
_HOLDINGS = {Part.ACCOUNTS, Part.EXPOSURES}

PAST_PARTS: Mapping[bool, set[Part]] = {False: _LINKS | _HOLDINGS, True: _PARTY | _LINKS | _HOLDINGS}
"""Which parts differ in the past: all that sources say, where another moment of knowing is asked about; else only what
holds for some days and not for others."""

EVER = "9999"


@dataclass(frozen=True, slots=True)
class Held:
    """A version of an account or of an exposure (`owed`) of a party."""

    party: str
    owed: bool
    node: dict[str, Any]


HOLDINGS = Read("accounts/past", parties.Moment, Held)


async def past_level(graph: "Graph", wants: Wants, as_of: "AsOf", rank: "Rank") -> Answers:
    """Answer wants about the past: on the days and at the moment asked about, nothing standing for now."""
    answers = unanswered(wants)
    for parts, answer in ((_PARTY, _parties), (_HOLDINGS, _holdings), (_LINKS, _links)):
        if asked := {want: ids for want, ids in wants.items() if want.part in parts}:
            for want, found in (await answer(graph, asked, as_of, rank)).items():
                answers[want] |= found
    return answers


def _ids(wants: Wants) -> list[str]:
    return sorted({id_ for ids in wants.values() for id_ in ids})


async def _parties(graph: "Graph", wants: Wants, as_of: "AsOf", rank: "Rank") -> Answers:
    found = await parties.past(graph, _ids(wants), as_of.known or EVER, rank)
    return {
        want: {id_: _described(found[id_], want.part) for id_ in ids if id_ in found} for want, ids in wants.items()
    }


def _described(party: parties.PastParty, part: Part) -> Any:  # noqa: ANN401 (as the part says)
    return party.row if part is Part.PARTY else getattr(party, part.value)


async def _holdings(graph: "Graph", wants: Wants, as_of: "AsOf", _: "Rank") -> Answers:
    known = as_of.known or EVER
    held: dict[str, list[Held]] = defaultdict(list)
    for row in await graph.read(HOLDINGS(parties.Moment(_ids(wants), known))):
        held[row.party].append(row)
    return {want: {id_: _held(want, held[id_], known, as_of.valid) for id_ in ids} for want, ids in wants.items()}


def _held(want: Want, rows: Sequence[Held], known: str, valid: str | None) -> Any:  # noqa: ANN401 (as the part says)
    if want.part is Part.EXPOSURES:
        return owed([row.node for row in rows if row.owed], known, valid)
    nodes = [row.node for row in rows if not row.owed and row.node.get("knownTo", EVER) > known]
    opened = [account(node) for node in nodes if valid is None or node.get("opened", "") <= valid]
    return _page(sorted(opened, key=lambda row: row.place), want.page)


def _page(rows: Sequence[AccountRow], page: Page) -> Slice[AccountRow]:
    rest = [row for row in rows if page.after is None or row.place > page.after]
    return cut(rest[: page.first + 1], page, lambda row: row.place)


async def _links(graph: "Graph", wants: Wants, as_of: "AsOf", rank: "Rank") -> Answers:
    known, valid = as_of.known or EVER, as_of.valid or moment_text(system_clock())[:10]
    found = await relationships.past(graph, [_asked(want, ids) for want, ids in wants.items()], known, valid, rank)
    shown = {_far(row, id_) for answer in found for id_, past in answer.items() for row in past.rows}
    then = await parties.past_rows(graph, sorted(shown), known, rank) if shown else {}
    return {
        want: {id_: _linked(want, id_, answer.get(id_, relationships.Past()), then) for id_ in ids}
        for (want, ids), answer in zip(wants.items(), found, strict=True)
    }


def _asked(want: Want, ids: Sequence[str]) -> relationships.Asked:
    first = 0 if want.part is Part.COUNTS else want.page.first + 1
    after = place(want.page.after, relationship_key)
    return relationships.Asked(ids, want.kinds, want.direction, first, after)


def _far(row: RelationshipRow, id_: str) -> str:
    return row.target_id if row.source_id == id_ else row.source_id


def _linked(
    want: Want, id_: str, past: relationships.Past, then: Mapping[str, PartyRow]
) -> Slice[Linked] | list[CountRow]:
    if want.part is Part.COUNTS:
        return past.counts
    page = cut(past.rows, want.page, str)
    items = [Linked(row, then[far]) for row in page.items if (far := _far(row, id_)) in then]
    return Slice(items, lambda item: item.place, page.has_next, page.has_previous)
