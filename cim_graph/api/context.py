"""What every resolver has at hand."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """The graph as one request sees it, the commands, and who asks."""

    graph: "Graph"
    commands: "Commands"
    actor: "Actor"
    settings: "Settings"
