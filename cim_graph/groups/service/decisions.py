"""What somebody decides by hand about groups."""

from typing import TYPE_CHECKING

from cim_graph.groups.commands import DecideMember, RevokeDecision, checked
from cim_graph.groups.service.run import Door
from cim_graph.groups.store import DECISIONS, Decided, Standing

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.vocabulary import GroupKind


async def decide(door: Door, decision: DecideMember) -> str:
    """Keep a decision and return its id; it holds for every answer and every run from now on through its last day.

    Raises what `checked` raises, and NotFoundError for a party that there is not.
    """
    return await door.commands.execute(door.graph, door.actor, checked(decision))


async def revoke(door: Door, id_: str) -> str:
    """Take a decision back; raise NotFoundError where none of this id stands."""
    return await door.commands.execute(door.graph, door.actor, RevokeDecision(id_))


async def decisions(graph: "Graph", kind: "GroupKind") -> list[Decided]:
    """Return the decisions about groups of a kind that were not taken back, ended ones among them."""
    return await graph.read(DECISIONS(Standing([kind.value], None)))
