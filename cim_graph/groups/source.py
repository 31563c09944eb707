"""Where relationships are read: of today over what is drawn, of the past over facts."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from cim_graph.groups.columns import Reading
from cim_graph.groups.model.rules import How, Rules
from cim_graph.groups.store import (
    ALL_HOMES,
    AROUND,
    DECISIONS,
    HOMES,
    PARTY_IDS,
    SLICE,
    Addresses,
    At,
    Decided,
    Living,
    Slice,
    Standing,
    Web,
)
from cim_graph.kernel.ids import Kind, Span, spans
from cim_graph.kernel.times import today
from cim_graph.network.past import Past
from cim_graph.network.service.parties import rows
from cim_graph.ownership.columns import special
from cim_graph.relationships.model import RelationshipRow

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.kernel.vocabulary import GroupKind

T = TypeVar("T")

WIDEST = 2000
"""Relationships of one sort at one party that are looked at where the question is about one party."""
WIDEST_THEN = 10_000
"""Facts of holdings, and as many of other ties, at one party that are looked at where one asks about the past."""
EVERY_FACT = 100_000
"""Facts of one party that are looked at where all of them are wanted."""
AT_ONCE = 2
"""Slices of the whole base that are read side by side."""
PAST_AT_ONCE = 1000
"""Parties whose facts are read together."""

_ENDS = ("FROM", "TO", "ON_BEHALF_OF")
_OF_INSIDERS = ("OWNS", "CONTROLS", "MANAGES", "FAMILY_OF")


@dataclass(frozen=True, slots=True)
class Source:
    """Reads for the groups of one kind, as of a moment."""

    graph: "Graph"
    rules: Rules
    as_of: "AsOf"
    rank: "Rank"
    kinds: list[str] = field(init=False)
    roles: list[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", _kinds(self.rules))
        object.__setattr__(self, "roles", _roles(self.rules))

    @property
    def day(self) -> str:
        """The day on which things are to hold."""
        return self.as_of.valid or today()

    async def around(self, reading: Reading, ids: Sequence[str]) -> None:
        """Read what lies at some parties."""
        wanted = sorted(ids)
        if self.as_of.is_now:
            [web] = await self.graph.read(AROUND(At(wanted, self.kinds, self.roles, self.day, WIDEST)))
        else:
            web = await self._with_dormant(await self._then(reading, wanted, WIDEST_THEN))
        reading.take(web)
        if most := self._most_at_home():
            [lived] = await self.graph.read(HOMES(Living(wanted, most)))
            reading.live(lived)

    async def everything(self, reading: Reading) -> None:
        """Read the whole base."""
        if self.as_of.is_now:
            for web in await side_by_side(self._slice, list(spans(Kind.PARTY))):
                reading.take(web)
        else:
            await self._all_of_then(reading)
        most = self._most_at_home()
        for span in spans(Kind.ADDRESS) if most else ():
            [lived] = await self.graph.read(ALL_HOMES(Addresses(span.start, span.end, most)))
            reading.live(lived)

    async def _slice(self, span: Span) -> Web:
        [web] = await self.graph.read(SLICE(Slice(span.start, span.end, self.kinds, self.roles, self.day)))
        return web

    async def ids(self) -> list[str]:
        """Return every party that there is or was."""
        return [id_ for span in spans(Kind.PARTY) for row in await self.graph.read(PARTY_IDS(span)) for id_ in row.ids]

    async def _all_of_then(self, reading: Reading) -> None:
        ids = await self.ids()
        for start in range(0, len(ids), PAST_AT_ONCE):
            reading.take(await self._then(reading, ids[start : start + PAST_AT_ONCE], EVERY_FACT))

    async def _then(self, reading: Reading, ids: Sequence[str], widest: int) -> Web:
        met: list[RelationshipRow] = []
        asked = set(self.kinds)
        for kinds in filter(None, (asked & {"OWNS"}, asked - {"OWNS"})):
            past = Past(self.graph, sorted(kinds), self.as_of, self.rank, _ENDS)
            met += await past.at(ids, widest)
            reading.cut |= bool(past.cut)
        found = [row for row in met if row.kind != "RELATED_TO" or row.role in self.roles]
        named = {end for row in found for end in (row.source_id, row.target_id)} | set(ids)
        known = await rows(self.graph, sorted(named), self.as_of, self.rank)
        seen = [row for row in found if row.source_id in known and row.target_id in known]
        holdings = [row for row in seen if row.kind == "OWNS"]
        return Web(
            list(known),
            [row.kind for row in known.values()],
            [list(row.flags) for row in known.values()],
            [row.id for row in holdings],
            [row.source_id for row in holdings],
            [row.target_id for row in holdings],
            [-1.0 if row.strength is None else row.strength for row in holdings],
            special(holdings),
            [_tie(row) for row in seen if row.kind != "OWNS"],
            [[row.id, row.rebutted] for row in seen if row.rebutted],
            [],
        )

    async def _with_dormant(self, web: Web) -> Web:
        """Add the votes that are suspended in what was read to be held."""
        if not web.held:
            return web
        at = await Past(self.graph, ["OWNS"], self.as_of, self.rank, ("TO",)).at(sorted(set(web.held)), EVERY_FACT)
        dormant = [
            [row.target_id, row.voting or row.share or "0"]
            for row in at
            if row.voting_suspended or row.source_id == row.target_id
        ]
        return replace(web, dormant=dormant)

    def _most_at_home(self) -> int:
        return max((rule.most for rule in self.rules.links if rule.how is How.HOME), default=0)


async def decided(graph: "Graph", kinds: "Sequence[GroupKind]", known: str | None) -> "dict[GroupKind, list[Decided]]":
    """Return what was decided by hand about groups of some kinds, as known at a moment; nothing stands for now."""
    found = await graph.read(DECISIONS(Standing([kind.value for kind in kinds], known))) if kinds else []
    return {kind: [one for one in found if one.kind == kind.value] for kind in kinds}


def _kinds(rules: Rules) -> list[str]:
    if rules.insiders is not None:
        return list(_OF_INSIDERS)
    kinds = {rule.relationship for rule in rules.links if rule.relationship is not None}
    if any(rule.how is How.CONTROL for rule in rules.links):
        kinds |= {"OWNS", "CONTROLS"}
    return sorted(kinds | ({"OWNS"} if rules.concert is not None else set()))


def _roles(rules: Rules) -> list[str]:
    about = [rule for rule in rules.links if rule.relationship == "RELATED_TO"]
    return sorted({word for rule in about for word in rule.words or ()})


async def side_by_side(read: "Callable[[Span], Awaitable[T]]", spans: Sequence[Span]) -> list[T]:
    """Read slices, a few at once."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(span: Span) -> T:
        async with gate:
            return await read(span)

    return await asyncio.gather(*(one(span) for span in spans))


def _tie(row: RelationshipRow) -> list[Any]:
    word = row.means if row.kind in {"CONTROLS", "DEPENDS_ON", "GUARANTEES"} else row.role
    share = row.share if row.share is not None else row.min_share
    return [row.kind, row.id, row.source_id, row.target_id, word, share, row.material, row.replaceable]
