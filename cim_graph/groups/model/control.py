"""Who controls whom, as groups count it: without the holdings that are rebutted."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cim_graph.groups.model.ground import Ground, Pairs
from cim_graph.groups.model.rules import How, Rules
from cim_graph.ownership.model.control import control
from cim_graph.ownership.model.structure import Holdings, Structure, Ties

_NOBODY = np.empty(0, np.int32)


def controlled(ground: Ground, rules: Rules) -> Pairs:
    """Return the least fixpoint of control without what is rebutted; nothing where no rule counts control."""
    if rules.insiders is None and all(rule.how is not How.CONTROL for rule in rules.links):
        return Pairs(_NOBODY, _NOBODY, np.empty(0))
    return _pairs(_without(ground.structure, ground.excepted) if ground.excepted else ground.structure)


def _pairs(structure: Structure) -> Pairs:
    relation = control(structure)
    return Pairs(relation.controller, relation.controlled, relation.votes)


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
