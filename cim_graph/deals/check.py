"""Checking a deal: what is known of its parties is read at once, and the rules weigh it."""

import asyncio
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cim_graph.access.rights import Special
from cim_graph.deals.above import involved
from cim_graph.deals.deciding import SUBJECT, decide
from cim_graph.deals.endings import endings_of
from cim_graph.deals.model import (
    Alarm,
    Allowed,
    Circle,
    Classed,
    Deal,
    Decision,
    Involved,
    Known,
    Money,
    Passage,
    Standing,
)
from cim_graph.deals.rules import Rules, rules
from cim_graph.deals.store import ALARMS, ALLOWANCES, ENDINGS, STANDING, Alarming, Asked, Same
from cim_graph.graph.together import Together
from cim_graph.groups import service as groups
from cim_graph.groups.model.answer import EXEMPT
from cim_graph.groups.rulebook import Rulebook, rulebook
from cim_graph.groups.store import DECISIONS, FLAGGED, TERMS
from cim_graph.kernel.times import NOW, today
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.ownership import service as ownership
from cim_graph.ownership.catalogue import regime
from cim_graph.records.special import open_flags, open_kinds
from cim_graph.risk import service as risk
from cim_graph.risk import versions
from cim_graph.risk.overrides import OVERRIDES, overrides
from cim_graph.risk.reading import Reading
from cim_graph.risk.versions import IN_FORCE

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank

_WAYS_SHOWN: Final = 3
AT_FIRST: Final = (ALARMS, ALLOWANCES, DECISIONS, ENDINGS, FLAGGED, IN_FORCE, OVERRIDES, TERMS)
"""What a check begins with, small reads that go as one."""
_KINDS: Final = (GroupKind.CONNECTED_CLIENTS, GroupKind.RELATED_TO_INSTITUTION)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a deal is checked, and what of special category counts there: an answer would tell it."""

    graph: "Graph"
    rank: "Rank"
    sees: frozenset[Special] = frozenset(Special)

    @property
    def kinds(self) -> frozenset[str] | None:
        """The kinds of relationships that count, for the same reason; nothing stands for all."""
        kinds = open_kinds(self.sees)
        return None if kinds is None else frozenset(kinds)

    @property
    def rules(self) -> Rules:
        """The rules of deals in force."""
        return rules(self.graph.settings.deals_file)

    @property
    def book(self) -> Rulebook:
        """The rules of groups, and the limits in force."""
        return rulebook(self.graph.settings.exposure_limits, self.graph.settings.group_rules_dir)


async def check(desk: Desk, asked: Deal) -> Decision:
    """Return whether a deal may be done, and why; its parties have to be there."""
    together = replace(desk, graph=Together(desk.graph, AT_FIRST))
    return decide(asked, await known(together, asked), desk.rules, desk.book.limits)


async def known(desk: Desk, asked: Deal) -> Known:
    """Return all that is known of a deal."""
    people, classes, (circles, money, cut), alarms, endings, allowed = await asyncio.gather(
        _people(desk, asked),
        _classes(desk, asked),
        _circles(desk, asked),
        _alarms(desk, asked),
        endings_of(desk.graph, asked.parties),
        _allowed(desk, asked),
    )
    everybody, unknown, standings = people
    return Known(
        today(),
        everybody,
        standings,
        classes,
        [one for one in circles if not _exempt(one, asked, standings)],
        money,
        alarms,
        endings,
        unknown,
        cut=cut,
        allowed=allowed,
    )


def _exempt(circle: Circle, asked: Deal, standings: dict[str, Standing]) -> bool:
    """Whether no party of the deal in it counts towards limits."""
    inside = [id_ for id_ in asked.parties if id_ in circle.members and id_ in standings]
    return bool(inside) and all(EXEMPT in standings[id_].flags for id_ in inside)


async def _people(desk: Desk, asked: Deal) -> tuple[list[Involved], dict[str, float], dict[str, Standing]]:
    chosen = regime(desk.graph.settings, None)
    views = await ownership.above(desk.graph, asked.parties, NOW, desk.rank)
    least = float(desk.rules["owners"]["least_percent"])
    found = await asyncio.gather(*(asyncio.to_thread(involved, views[id_], chosen, least) for id_ in asked.parties))
    everybody = [Involved(id_, SUBJECT) for id_ in asked.parties]
    everybody += [one for above, _ in found for one in above]
    unknown = {id_: share for id_, (_, share) in zip(asked.parties, found, strict=True)}
    standings = await _standings(desk, sorted({one.party for one in everybody}))
    organizations = {id_: share for id_, share in unknown.items() if standings[id_].kind != "PERSON"}
    return everybody, organizations, standings


async def _standings(desk: Desk, ids: list[str]) -> dict[str, Standing]:
    rows = await desk.graph.read(STANDING(Asked(ids, desk.graph.settings.risk_scheme)))
    return {
        row.id: Standing(
            row.kind,
            row.status,
            tuple(open_flags(row.flags, desk.sees)),
            tuple((scheme, last or None) for scheme, last in row.identifiers),
            tuple((source, key, float(chance)) for source, key, chance in row.hits),
            tuple((source, key) for source, key in row.confirmed),
            next((day for day in row.reviews if day), None),
        )
        for row in rows
    }


async def _classes(desk: Desk, asked: Deal) -> dict[str, Classed]:
    reading, scheme = Reading(desk.graph, NOW, desk.rank, desk.sees, desk.kinds), desk.graph.settings.risk_scheme
    version, by_hand = await asyncio.gather(
        versions.in_force(desk.graph, scheme), overrides(reading, scheme, asked.parties)
    )
    found = await risk.assess(reading, version, asked.parties, by_hand)
    named = f"{version.name} {version.number}"
    return {
        id_: Classed(
            one.word,
            named,
            one.score,
            tuple(
                Passage(way.parties, way.relationships) for way in one.propagated[:_WAYS_SHOWN] if way.sees <= desk.sees
            ),
        )
        for id_, one in found.items()
    }


async def _circles(desk: Desk, asked: Deal) -> tuple[list[Circle], Money, list[str]]:
    graph, book = desk.graph, desk.book
    around = await groups.groups_around(graph, asked.parties, _KINDS, book, NOW, desk.rank, thought=True)
    owed = around.owed
    circles = {
        group.id: Circle(kind, group.core, tuple(one.party for one in group.members), group.exposure)
        for kind in _KINDS
        for id_ in asked.parties
        for group in around.found[kind][id_].groups
    }
    connected = {id_ for one in circles.values() if one.kind is GroupKind.CONNECTED_CLIENTS for id_ in one.members}
    alone = [
        Circle(GroupKind.CONNECTED_CLIENTS, id_, (id_,), owed.owed.get(id_, Decimal("0.00")), alone=True)
        for id_ in asked.parties
        if id_ not in connected
    ]
    more = around.exchange.convert(asked.amount, asked.currency, owed.currency)
    cut = [id_ for id_ in asked.parties if any(of[id_].cut for of in around.found.values())]
    return [*circles.values(), *alone], Money(owed.currency, owed.capital, more), cut


async def _alarms(desk: Desk, asked: Deal) -> list[Alarm]:
    rows = await desk.graph.read(ALARMS(Alarming(list(asked.parties), Special.SUSPICION in desk.sees)))
    return [Alarm(row.id, row.party, row.kind, row.severity, row.text, row.suspects) for row in rows]


async def _allowed(desk: Desk, asked: Deal) -> list[Allowed]:
    """Return what allows the deal: of exactly these parties, this product and currency, for as much or more."""
    rows = await desk.graph.read(ALLOWANCES(Same(list(asked.parties), asked.product, asked.currency, today())))
    enough = [row for row in rows if Decimal(row.amount) >= asked.amount]
    return [Allowed(row.id, row.by, row.until, frozenset(row.covers)) for row in enough]
