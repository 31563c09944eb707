"""Who controls whom, as groups count it: without the holdings that are rebutted, which are told apart."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cim_graph.groups.model.edges import NONE, Aside
from cim_graph.groups.model.ground import Ground, Pairs
from cim_graph.groups.model.rules import How, Rules
from cim_graph.ownership.model.control import control
from cim_graph.ownership.model.structure import Holdings, Structure, Ties

_NOBODY = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Controlled:
    """Who controls whom; what would give control but for an exception."""

    pairs: Pairs
    excepted: tuple[Aside, ...]


def controlled(ground: Ground, rules: Rules) -> Controlled:
    """Return the least fixpoint of control without what is rebutted; nothing where no rule counts control."""
    number = next((number for number, rule in enumerate(rules.links) if rule.how is How.CONTROL), NONE)
    if number == NONE and rules.insiders is None:
        return Controlled(Pairs(_NOBODY, _NOBODY, np.empty(0)), ())
    if not ground.excepted:
        return Controlled(_pairs(ground.structure), ())
    standing = _without(ground.structure, ground.excepted)
    pairs = _pairs(standing)
    return Controlled(pairs, tuple(_lost(ground, _pairs(ground.structure), pairs, number)))


def _pairs(structure: Structure) -> Pairs:
    relation = control(structure)
    return Pairs(relation.controller, relation.controlled, relation.votes)


def _lost(ground: Ground, whole: Pairs, standing: Pairs, rule: int) -> Iterator[Aside]:
    """Yield what is rebutted and leads right to a party that somebody would control with it."""
    kept = set(zip(standing.controller.tolist(), standing.controlled.tolist(), strict=True))
    pairs = zip(whole.controller.tolist(), whole.controlled.tolist(), strict=True)
    freed = {controlled for controller, controlled in pairs if (controller, controlled) not in kept}
    holdings, ties = ground.structure.holdings, ground.structure.ties
    for columns in (
        (holdings.relationships, holdings.holder, holdings.held),
        (ties.relationships, ties.source, ties.target),
    ):
        for relationship, source, target in zip(*columns, strict=True):
            if relationship in ground.excepted and int(target) in freed:
                yield Aside(int(source), int(target), rule, relationship)


def _without(structure: Structure, gone: frozenset[str]) -> Structure:
    return replace(structure, holdings=_holdings(structure.holdings, gone), ties=_ties(structure.ties, gone))


def _staying(relationships: tuple[str, ...], gone: frozenset[str]) -> NDArray[np.bool_]:
    return np.array([relationship not in gone for relationship in relationships], np.bool_)


def _holdings(holdings: Holdings, gone: frozenset[str]) -> Holdings:
    stay = _staying(tuple(holdings.relationships), gone)
    return Holdings(
        [relationship for relationship in holdings.relationships if relationship not in gone],
        holdings.holder[stay],
        holdings.held[stay],
        holdings.nominee[stay],
        holdings.share[stay],
        holdings.least[stay],
        holdings.most[stay],
        holdings.votes[stay],
        holdings.suspended[stay],
    )


def _ties(ties: Ties, gone: frozenset[str]) -> Ties:
    stay = _staying(tuple(ties.relationships), gone)
    rows = [place for place, stays in enumerate(stay.tolist()) if stays]
    return Ties(
        [ties.relationships[place] for place in rows],
        [ties.kind[place] for place in rows],
        ties.source[stay],
        ties.target[stay],
        [ties.word[place] for place in rows],
        ties.about[stay],
    )
