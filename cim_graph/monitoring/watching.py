"""Watching: rules are asked what fires, and alerts are raised; or it is only told what they would have raised."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cim_graph.accounts.transactions.columns import database
from cim_graph.graph.statement import Empty
from cim_graph.monitoring.commands import RaiseAlerts, Raised, WakeAlerts
from cim_graph.monitoring.flows import is_party, load_flows
from cim_graph.monitoring.happenings import EVENTS
from cim_graph.monitoring.indicators import indicated
from cim_graph.monitoring.rules import TYPOLOGIES, Rule
from cim_graph.monitoring.store import (
    ALERTS,
    COUNTED,
    Asked,
    Counted,
)
from cim_graph.monitoring.typologies.hit import Hit, Window

if TYPE_CHECKING:
    from cim_graph.accounts.transactions.ledger import Ledger
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor

At = tuple[str, Hit]
AT_ONCE: Final = 500
_EVER: Final = "~"
_MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class BackTest:
    """What a rule would have raised: alerts by day, in all, and at how many parties that were decided about before."""

    per_day: Mapping[str, int]
    alerts: int
    parties: int
    closed_before: int
    escalated_before: int


async def monitor(
    graph: "Graph", ledger: "Ledger", commands: "Commands", actor: "Actor", ruled: tuple[Sequence[Rule], Window]
) -> dict[str, Raised]:
    """Ask rules that are live what fires within a window, and raise alerts; safe to run twice."""
    rules, window = ruled
    await commands.follow(graph, actor, WakeAlerts())
    raised: dict[str, Raised] = {}
    live = [rule for rule in rules if rule.live and rule.kind not in EVENTS]
    # What the graph holds is asked afterwards: alerts of members of one group are a part of it.
    for some in ([one for one in live if one.kind in TYPOLOGIES], [one for one in live if one.kind not in TYPOLOGIES]):
        for rule, hits in (await fired(graph, ledger, some, window)).items():
            raised[rule.name] = await raised_by(graph, commands, actor, rule, hits)
    return raised


async def raised_by(graph: "Graph", commands: "Commands", actor: "Actor", rule: Rule, hits: Sequence[At]) -> Raised:
    """Raise what a rule found, some at a time."""
    told = Raised(0, 0)
    for begin in range(0, len(hits), AT_ONCE):
        one = await commands.follow(graph, actor, RaiseAlerts(rule, hits[begin : begin + AT_ONCE]))
        told = Raised(told.raised + one.raised, told.joined + one.joined)
    return told


async def fired(graph: "Graph", ledger: "Ledger", rules: Sequence[Rule], window: Window) -> dict[Rule, list[At]]:
    """Return at which parties each rule fires; nothing of accounts that nobody is known to hold."""
    found: dict[Rule, list[At]] = {}
    of_payments = [rule for rule in rules if rule.kind in TYPOLOGIES]
    if of_payments:
        with database() as connection:
            await load_flows(graph, ledger, connection)
            for rule in of_payments:
                hits = await asyncio.to_thread(TYPOLOGIES[rule.kind][1], connection, rule.thresholds, window)
                found[rule] = [(who, hit) for hit in hits for who in hit.who if is_party(who)]
    for rule in rules:
        if rule.kind not in TYPOLOGIES:
            found[rule] = await indicated(graph, rule, window)
    return found


async def back_test(graph: "Graph", ledger: "Ledger", rule: Rule, window: Window) -> BackTest:
    """Return what a rule would have raised within a window, and compare it with what was decided; nothing is stored."""
    hits = (await fired(graph, ledger, [rule], window))[rule]
    first = dict(sorted(hits, key=lambda one: one[1].day, reverse=True))
    asked = Asked(["CLOSED", "ESCALATED"], None, None, suspicion=True, before=_EVER, first=_MOST)
    decided = [(row.party, row.status) for row in await graph.read(ALERTS(asked)) if row.party in first]
    by_status = Counter(status for _, status in set(decided))
    per_day = dict(sorted(Counter(hit.day for hit in first.values()).items()))
    return BackTest(per_day, len(hits), len(first), by_status["CLOSED"], by_status["ESCALATED"])


async def counted(graph: "Graph") -> list[Counted]:
    """Return what became of the alerts of each rule."""
    return await graph.read(COUNTED(Empty()))
