"""A level of a query about the past."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.accounts.model import AccountRow, account
from cim_graph.graph.statement import Read
from cim_graph.kernel.pages import Page, Slice, cut, place
from cim_graph.kernel.times import moment_text, system_clock
from cim_graph.kernel.vocabulary import Direction, RelationshipKind
from cim_graph.parties import past as parties
from cim_graph.profiles.model import NOTHING, Linked, Part, Want, owed, relationship_key
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


async def past_level(graph: "Graph", wants: Sequence[Want], as_of: "AsOf", rank: "Rank") -> dict[Want, Any]:
    """Answer wants about the past: on the days and at the moment asked about, nothing standing for now."""
    answers: dict[Want, Any] = {want: NOTHING.get(want.part) for want in wants}
    if described := [want for want in wants if want.part in _PARTY]:
        found = await parties.past(graph, [want.id for want in described], as_of.known or EVER, rank)
        answers |= {want: _described(found[want.id], want.part) for want in described if want.id in found}
    if held := [want for want in wants if want.part in _HOLDINGS]:
        answers |= await _holdings(graph, held, as_of)
    if links := [want for want in wants if want.part in _LINKS]:
        answers |= await _links(graph, links, as_of, rank)
    return answers


def _described(party: parties.PastParty, part: Part) -> Any:  # noqa: ANN401 (as the part says)
    return party.row if part is Part.PARTY else getattr(party, part.value)


async def _holdings(graph: "Graph", wants: Sequence[Want], as_of: "AsOf") -> dict[Want, Any]:
    known = as_of.known or EVER
    rows = await graph.read(HOLDINGS(parties.Moment(sorted({want.id for want in wants}), known)))
    return {want: _held(want, [row for row in rows if row.party == want.id], known, as_of.valid) for want in wants}


def _held(want: Want, rows: Sequence[Held], known: str, valid: str | None) -> Any:  # noqa: ANN401 (as the part says)
    if want.part is Part.EXPOSURES:
        return owed([row.node for row in rows if row.owed], known, valid)
    nodes = [row.node for row in rows if not row.owed and row.node.get("knownTo", EVER) > known]
    opened = [account(node) for node in nodes if valid is None or node.get("opened", "") <= valid]
    return _page(sorted(opened, key=lambda row: row.place), want.page)


def _page(rows: Sequence[AccountRow], page: Page) -> Slice[AccountRow]:
    rest = [row for row in rows if page.after is None or row.place > page.after]
    return cut(rest[: page.first + 1], page, lambda row: row.place)


async def _links(graph: "Graph", wants: Sequence[Want], as_of: "AsOf", rank: "Rank") -> dict[Want, Any]:
    valid = as_of.valid or moment_text(system_clock())[:10]
    ids = [want.id for want in wants]
    rows = await relationships.past(graph, ids, as_of.known or EVER, valid, rank)
    others = sorted({other for id_, found in rows.items() for row in found for other in _ends(row) if other != id_})
    then = await parties.past(graph, others, as_of.known or EVER, rank) if others else {}
    return {want: _linked(want, rows.get(want.id, []), then) for want in wants}


def _ends(row: RelationshipRow) -> tuple[str, str]:
    return (row.source_id, row.target_id)


def _linked(
    want: Want, rows: Sequence[RelationshipRow], then: Mapping[str, parties.PastParty]
) -> Slice[Linked] | list[CountRow]:
    """Leave out what leads to a party that nobody had described by then."""
    seen = [
        (Direction.OUT if row.source_id == want.id else Direction.IN, Linked(row, then[other].row))
        for row in rows
        if (other := row.target_id if row.source_id == want.id else row.source_id) in then
    ]
    if want.part is Part.COUNTS:
        counts = Counter((RelationshipKind(item.relationship.kind), where) for where, item in seen)
        return [CountRow(kind, where, count) for (kind, where), count in counts.items()]
    fitting = [
        item
        for where, item in seen
        if (want.kinds is None or item.relationship.kind in want.kinds) and want.direction in (Direction.BOTH, where)
    ]
    if (after := place(want.page.after, relationship_key)) is not None:
        strength, id_ = after
        fitting = [item for item in fitting if relationships.place(item.relationship) > (-strength, id_)]
    return cut(fitting[: want.page.first + 1], want.page, lambda item: item.place)
