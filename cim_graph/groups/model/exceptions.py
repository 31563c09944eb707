"""Links that would connect a group with somebody but for a documented exception."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cim_graph.groups.model.edges import NONE, Aside
from cim_graph.groups.model.explanation import Rows
from cim_graph.groups.model.ground import Ground
from cim_graph.groups.model.rules import How, Rules

_WHOLE = Decimal(100)


@dataclass(slots=True)
class Asides:
    """Relationships that are set aside, found by the party at either end."""

    rows: Iterable[Aside]
    by_end: dict[int, list[Aside]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for aside in self.rows:
            for end in {aside.source, aside.target}:
                self.by_end.setdefault(end, []).append(aside)

    def at(self, members: Collection[int]) -> list[Aside]:
        """Return those that have an end in a group, in the order of relationships."""
        if not self.by_end:
            return []
        found = {aside for place in members for aside in self.by_end.get(place, ())}
        return sorted(found, key=lambda aside: (aside.relationship, aside.rule))


@dataclass(slots=True)
class Exceptions:
    """What is rebutted. Of holdings only those count that would give control.

    That is the case where the members of the group have most of the votes with them; or, where a member is held from
    outside, where that holder has.
    """

    ground: Ground
    rules: Rules
    links: Sequence[Aside]
    stakes: Rows
    _stated: Asides = field(init=False)
    _control: Asides = field(init=False)

    def __post_init__(self) -> None:
        self._stated = Asides(self.links)
        self._control = Asides(list(self._rebutted()))

    def of(self, members: Collection[int]) -> list[Aside]:
        """Return what would connect the members of a group, with each other or with somebody else."""
        return [*self._stated.at(members), *(one for one in self._control.at(members) if self._decides(one, members))]

    def concerned(self) -> set[int]:
        """Return the parties at which anything is rebutted."""
        return {*self._stated.by_end, *self._control.by_end}

    def _rebutted(self) -> Iterator[Aside]:
        rule = next((at for at, rule in enumerate(self.rules.links) if rule.how is How.CONTROL), NONE)
        if rule == NONE or not self.ground.excepted:
            return
        holdings, ties = self.ground.structure.holdings, self.ground.structure.ties
        for row, relationship in enumerate(holdings.relationships):
            if relationship in self.ground.excepted:
                yield Aside(int(holdings.holder[row]), int(holdings.held[row]), rule, relationship)
        for row, relationship in enumerate(ties.relationships):
            if relationship in self.ground.excepted and ties.kind[row] == "CONTROLS":
                yield Aside(int(ties.source[row]), int(ties.target[row]), rule, relationship)

    def _decides(self, aside: Aside, members: Collection[int]) -> bool:
        holdings = self.ground.structure.holdings
        rows = self.stakes.of(aside.target)
        if all(holdings.relationships[row] != aside.relationship for row in rows):
            return True
        together = members if aside.source in members else {aside.source}
        cast, castable = Decimal(0), _WHOLE
        for row in rows:
            votes = Decimal(repr(float(holdings.votes[row]))) if holdings.votes[row] > 0 else Decimal(0)
            if holdings.suspended[row] or holdings.holder[row] == aside.target:
                castable -= votes
            elif int(holdings.holder[row]) in together:
                cast += votes
        return 2 * cast > castable
