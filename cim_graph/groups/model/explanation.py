"""Why each member belongs to its group: the edges of the group that lead to it, and what shows them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cim_graph.groups.model.edges import NONE, Connected
from cim_graph.groups.model.ground import Ground, Pairs
from cim_graph.groups.model.group import Reason
from cim_graph.groups.model.rules import How, LinkRule, Rules

MANUAL = "MANUAL"
MOST_SHOWN = 20
"""Relationships that one reason names."""


class Rows:
    """Rows of columns, found by one number of theirs."""

    def __init__(self, numbers: NDArray[np.int32]) -> None:
        self._order: list[int] = np.argsort(numbers, kind="stable").tolist()
        found, starts = np.unique(np.sort(numbers), return_index=True)
        bounds = [*starts.tolist(), len(numbers)]
        self._spans = dict(zip(found.tolist(), pairwise(bounds), strict=True))

    def of(self, number: int) -> Sequence[int]:
        """Return the rows, as they stand in the columns."""
        start, end = self._spans.get(number, (0, 0))
        return self._order[start:end]


@dataclass(frozen=True, slots=True)
class Explainer:
    """All that reasons are found in, indexed once for every group."""

    ground: Ground
    rules: Rules
    votes: Sequence[float]
    source: Sequence[int]
    target: Sequence[int]
    rule: Sequence[int]
    shown: Sequence[int]
    into: Rows
    out_of: Rows
    stakes: Rows
    ties: Rows

    def reasons(self, member: int, members: frozenset[int]) -> tuple[Reason, ...]:
        """Return why a party is in a group of these members."""
        into = [row for row in self.into.of(member) if self.source[row] in members]
        if not into:
            return tuple(self._heading(member, members))
        stated = [row for row in into if self._how(row) is not How.CONTROL]
        control = [row for row in into if self._how(row) is How.CONTROL]
        return (*self._control(member, control, members), *dict.fromkeys(map(self._stated, stated)))

    def _how(self, row: int) -> How | None:
        rule = self.rule[row]
        return None if rule == NONE else self.rules.links[rule].how

    def _stated(self, row: int) -> Reason:
        rule, shown = self.rule[row], self.shown[row]
        if rule == NONE:
            return Reason(MANUAL, self.ground.decisions[shown].reason)
        by = self.rules.links[rule]
        if shown == NONE:
            return Reason(by.code, by.text)
        links = self.ground.links
        return Reason(by.code, told(by, links.word[shown], links.share[shown]), (links.relationships[shown],))

    def _control(self, member: int, rows: Sequence[int], members: frozenset[int]) -> Iterator[Reason]:
        if not rows:
            return
        rule = self.rules.links[self.rule[rows[0]]]
        above = {self.source[row] for row in rows}
        most = max(self.votes[row - len(self.source)] for row in rows)
        words = f", with {most:g} % of the votes" if most > 0 else ""
        shown = tuple(self._shown(member, above, members))
        yield Reason(rule.code, rule.text + words, shown[:MOST_SHOWN])

    def _shown(self, member: int, above: set[int], members: frozenset[int]) -> Iterator[str]:
        """Yield what leads into a party from those above it and from what they control: the largest stakes first."""
        holdings, ties = self.ground.structure.holdings, self.ground.structure.ties
        rows = [row for row in self.stakes.of(member) if not holdings.suspended[row]]
        casting = [row for row in rows if holdings.votes[row] > 0]
        for row in sorted(casting, key=lambda row: -float(holdings.votes[row])):
            if self._belongs(int(holdings.holder[row]), above, members):
                yield holdings.relationships[row]
        for row in self.ties.of(member):
            if ties.kind[row] == "CONTROLS" and self._belongs(int(ties.source[row]), above, members):
                yield ties.relationships[row]

    def _belongs(self, holder: int, above: set[int], members: frozenset[int]) -> bool:
        if holder in above or holder not in members:
            return holder in members
        rows = (row for row in self.into.of(holder) if self._how(row) is How.CONTROL)
        return any(self.source[row] in above for row in rows)

    def _heading(self, core: int, members: frozenset[int]) -> Iterator[Reason]:
        """Yield what others in the group are to the one that nothing in it leads to."""
        led: dict[int, set[int]] = {}
        for row in self.out_of.of(core):
            if self.target[row] in members:
                led.setdefault(self.rule[row], set()).add(self.target[row])
        for rule, others in sorted(led.items()):
            number = f"{len(others)} other member{'s' if len(others) > 1 else ''}"
            if rule == NONE:
                yield Reason(MANUAL, f"{number} put here by hand")
            else:
                by = self.rules.links[rule]
                yield Reason(by.code, by.head.format(number=number))


def explainer(ground: Ground, connected: Connected, pairs: Pairs, rules: Rules) -> Explainer:
    """Return what finds reasons; `pairs` are those that the last edges were made from."""
    edges, structure = connected.edges, ground.structure
    return Explainer(
        ground,
        rules,
        pairs.votes.tolist(),
        edges.source.tolist(),
        edges.target.tolist(),
        edges.rule.tolist(),
        edges.shown.tolist(),
        Rows(edges.target),
        Rows(edges.source),
        Rows(structure.holdings.held),
        Rows(structure.ties.target),
    )


def told(rule: LinkRule, word: str, share: str | None) -> str:
    """Return what a link says, in a sentence."""
    much = f": {share} %" if share is not None else ""
    return rule.text + much + (f" ({word})" if word and len(rule.words or "") != 1 else "")
