"""What somebody decides by hand about groups."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from cim_graph.groups.commands import DecideMember, RevokeDecision
from cim_graph.groups.service.run import Door
from cim_graph.groups.store import DECISIONS, Decided, Standing
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, kind_of, same_name

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.vocabulary import GroupKind

_SHOWN = 40


async def decide(door: Door, decision: DecideMember) -> str:
    """Keep a decision and return its id; it holds for every answer and every run from now on through its last day.

    The anchor may be a group, which stands for its core. Raises BadInputError for ids that are none, a reason that says
    nothing, a party and its own group, a day that does not exist; NotFoundError for a party that there is not.
    """
    anchor = decision.anchor
    if kind_of(anchor) is Kind[decision.kind.value]:
        anchor = same_name(anchor, Kind.PARTY)
    for id_ in (decision.party, anchor):
        if kind_of(id_) is not Kind.PARTY:
            raise BadInputError(f"{id_[:_SHOWN]!r} is no id of a party; take one that `search` gives")
    if decision.party == anchor:
        raise BadInputError("a party is always in its own group; name another one")
    if not decision.reason.strip():
        raise BadInputError("say why: a decision needs a reason")
    _check_day(decision.until)
    return await door.commands.execute(door.graph, door.actor, replace(decision, anchor=anchor))


async def revoke(door: Door, id_: str) -> str:
    """Take a decision back; raise NotFoundError where none of this id stands."""
    return await door.commands.execute(door.graph, door.actor, RevokeDecision(id_))


async def decisions(graph: "Graph", kind: "GroupKind") -> list[Decided]:
    """Return the decisions about groups of a kind that were not taken back, ended ones among them."""
    return await graph.read(DECISIONS(Standing(kind.value, None)))


def _check_day(day: str | None) -> None:
    if day is None:
        return
    try:
        whole = date.fromisoformat(day).isoformat() == day
    except ValueError:
        whole = False
    if not whole:
        raise BadInputError(f"{day!r} is no day; write it like 2027-06-30")
