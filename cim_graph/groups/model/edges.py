"""Which relationships connect, by the rules: relationships in, edges along which a group grows out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

import numpy as np

from cim_graph.groups.model.ground import Ground, Homes, Links, Pairs
from cim_graph.groups.model.rules import How, LinkRule, Rules, Threshold
from cim_graph.ownership.model.structure import Numbers, Parties

NONE = -1


@dataclass(frozen=True, slots=True)
class Edges:
    """Along which groups grow: whoever has `source` in a group has `target` in it.

    `rule` is the place of the rule in `Rules.links`, NONE for what was decided by hand; `shown` the place of what shows
    it: of a link, or, by hand, of a decision; NONE where control or an address does.
    """

    source: Numbers
    target: Numbers
    rule: Numbers
    shown: Numbers

    def __len__(self) -> int:
        return len(self.source)


@dataclass(frozen=True, slots=True)
class Aside:
    """A relationship that might connect and does not; `rule` is the place of the rule in `Rules.links`."""

    source: int
    target: int
    rule: int
    relationship: str


@dataclass(frozen=True, slots=True)
class Connected:
    """The edges; what would connect but for an exception; what connects or not, nobody has said which."""

    edges: Edges
    excepted: Sequence[Aside]
    unassessed: Sequence[Aside]


@dataclass(slots=True)
class _Columns:
    source: list[int]
    target: list[int]
    rule: list[int]
    shown: list[int]

    def add(self, source: int, target: int, rule: int, shown: int) -> None:
        self.source.append(source)
        self.target.append(target)
        self.rule.append(rule)
        self.shown.append(shown)


def connect(ground: Ground, pairs: Pairs, rules: Rules) -> Connected:
    """Return what connects under these rules. Links that are replaceable or stay below a threshold connect nobody."""
    columns = _Columns([], [], [], [])
    excepted: list[Aside] = []
    unassessed: list[Aside] = []
    for place, number, verdict in _judged(ground.links, ground.structure.parties, rules):
        if verdict is not False and ground.links.excepted[place]:
            excepted.append(_aside(ground.links, place, number))
        elif verdict is None:
            unassessed.append(_aside(ground.links, place, number))
        elif verdict:
            _add(columns, ground.links, place, number, rules.links[number])
    for number, rule in enumerate(rules.links):
        if rule.how is How.HOME:
            for one, other in _neighbours(ground.homes):
                columns.add(one, other, number, NONE)
                columns.add(other, one, number, NONE)
    for place, decision in enumerate(ground.decisions):
        if decision.included:
            columns.add(decision.anchor, decision.party, NONE, place)
    return Connected(_with_control(columns, pairs, rules), excepted, unassessed)


def _judged(links: Links, parties: Parties, rules: Rules) -> Iterator[tuple[int, int, bool | None]]:
    """Yield links that a rule is about: the place of both, and whether it connects; nothing where none can say."""
    about: Mapping[str, list[tuple[int, LinkRule]]] = defaultdict(list)
    for number, rule in enumerate(rules.links):
        if rule.relationship is not None:
            about[rule.relationship].append((number, rule))
    for place, kind in enumerate(links.kind):
        for number, rule in about.get(kind, ()):
            if rule.concerns(links.word[place]):
                yield place, number, _connects(links, place, rule, parties)


def _connects(links: Links, place: int, rule: LinkRule, parties: Parties) -> bool | None:
    if rule.how is How.MUTUAL:
        return True
    flags = parties.flags[links.target[place]]
    if links.replaceable[place] or not rule.unless.isdisjoint(flags):
        return False
    share = links.share[place]
    if rule.threshold is not None and share is not None:
        return _passes(rule.threshold, share)
    return True if links.material[place] else None


@lru_cache(maxsize=4096)
def _passes(threshold: Threshold, share: str) -> bool:
    return threshold.passed(Decimal(share))


def _aside(links: Links, place: int, number: int) -> Aside:
    return Aside(int(links.source[place]), int(links.target[place]), number, links.relationships[place])


def _add(columns: _Columns, links: Links, place: int, number: int, rule: LinkRule) -> None:
    source, target = int(links.source[place]), int(links.target[place])
    if source == target:
        return
    columns.add(target, source, number, place)
    if rule.how is How.MUTUAL:
        columns.add(source, target, number, place)


def _neighbours(homes: Homes) -> Iterable[tuple[int, int]]:
    """Return pairs that chain the persons of each address: as a group they are the same as all pairs."""
    order = np.lexsort((homes.party, homes.address))
    living = zip(homes.address[order].tolist(), homes.party[order].tolist(), strict=True)
    return [(one, other) for (home, one), (same, other) in pairwise(living) if home == same]


def _with_control(columns: _Columns, pairs: Pairs, rules: Rules) -> Edges:
    """Add the pairs of control, where a rule counts them."""
    number = next((number for number, rule in enumerate(rules.links) if rule.how is How.CONTROL), NONE)
    count = len(pairs) if number != NONE else 0
    return Edges(
        np.concatenate([np.asarray(columns.source, np.int32), pairs.controller[:count]]),
        np.concatenate([np.asarray(columns.target, np.int32), pairs.controlled[:count]]),
        np.concatenate([np.asarray(columns.rule, np.int32), np.full(count, number, np.int32)]),
        np.concatenate([np.asarray(columns.shown, np.int32), np.full(count, NONE, np.int32)]),
    )
