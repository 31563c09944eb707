"""What the resolvers of one request share."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from cim_graph.access.rights import Rights
from cim_graph.access.roles import roles
from cim_graph.api.afterwards import Afterwards
from cim_graph.api.budget import Budgets, Left
from cim_graph.api.grouped import Groups
from cim_graph.api.level import Level
from cim_graph.api.masking import Mask
from cim_graph.api.room import Room
from cim_graph.columnar import Batches, Turns
from cim_graph.events.hub import Hub
from cim_graph.kernel.ranks import Rank
from cim_graph.matching.models import Models
from cim_graph.profiles.convoy import Convoys

if TYPE_CHECKING:
    from cim_graph.api.lookahead import Ahead
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.settings import Settings


@dataclass(slots=True)
class Context:
    """The graph as this request sees it, the commands, on whose behalf it runs, and what its levels have fetched.

    For one operation at a time: the one that ends lets go of what is fetched.
    """

    graph: "Graph"
    commands: "Commands"
    actor: "Actor"
    settings: "Settings"
    convoys: Convoys
    room: Room
    models: Models
    afterwards: Afterwards = field(default_factory=Afterwards)
    """All four are shared with the requests beside this one."""
    hub: Hub = field(default_factory=Hub)
    budgets: Budgets = field(default_factory=partial(Budgets, 0))
    """So are these."""
    rank: Rank = field(init=False)
    rights: Rights = field(init=False)
    mask: Mask = field(init=False)
    left: Left | None = field(default=None, init=False)
    seen: dict[str, set[str]] = field(init=False)
    """What this request showed of special category, by the id of whom: for the trail."""
    turns: Turns = field(init=False)
    level: Level = field(init=False)
    groups: Groups = field(init=False)
    batches: Batches = field(init=False)
    ahead: "Ahead" = field(init=False)
    """What the document that is run asks further down."""

    def __post_init__(self) -> None:
        self.rank = self.settings.rank
        self.rights = roles(self.settings.roles_file).rights(self.actor)
        self.seen = defaultdict(set)
        self._begin()

    def spend(self, price: int) -> None:
        """Spend the price of an operation; raise BudgetSpentError where the caller has not so much left."""
        if self.actor.roles is not None:
            self.left = self.budgets.spend(self.actor.subject, price)

    def let_go(self) -> None:
        """End what is still asked, and let go of what was fetched, once an operation has its answer, or none.

        graphql-core's executor refers to itself and to this: the collector of garbage would walk all of it, request
        after request, for a fifth of the time they take.
        """
        self.turns.end()
        self._begin()

    def _begin(self) -> None:
        self.turns = Turns()
        self.batches = Batches(self.turns)
        self.mask = Mask(self.rights, None if self.actor.roles is None else self.seen)
        self.level = Level(self.graph, self.rank, self.turns, self.convoys, self.mask)
        self.groups = Groups(self.graph, self.rank)
