"""What no score outweighs, and what a score decides where no rule does."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model import births, identifiers, people
from cim_graph.matching.model.column import Levels, Weights
from cim_graph.matching.model.features import FEATURES, PLACE, Bearing
from cim_graph.matching.model.weights import BIT, total

if TYPE_CHECKING:
    from cim_graph.matching.model.document import Model

Flags = NDArray[np.bool_]
DECISIONS = ("DIFFERENT", "REVIEW", "SAME")
DIFFERENT, REVIEW, SAME = range(len(DECISIONS))

RULES = ("score", "names alone", "contradiction", "conflict", "contested", "registration", "kinds")
"""What decided, by code.

score: the probability and the thresholds. names alone: probable enough, but nothing of weight beside names speaks for
it. contradiction: probable enough, but given names, fathers' names or generations contradict, as they do of twins, of
father and son. conflict: valid numbers of a scheme in which one holder has one number differ. contested: one such
number agrees and another differs, or it agrees where given name and birth date contradict. registration: such a number
agrees. kinds: a person is no organization.
"""
SCORE, NAMES_ALONE, CONTRADICTION, CONFLICT, CONTESTED, REGISTRATION, KINDS = range(len(RULES))

_SUPPORT = [place for place, feature in enumerate(FEATURES) if feature.bearing is Bearing.SUPPORT]
_CONTRADICT = [PLACE["patronymic"], PLACE["generation"]]
_APART = [*_CONTRADICT, PLACE["given"], PLACE["birth"]]


@dataclass(frozen=True, slots=True)
class Ruled:
    """Decisions and the rules that made them, by their places in DECISIONS and RULES.

    `apart` are pairs that may not share a party even by a chain of others: of two kinds, in conflict, or not the same
    by themselves while given names, birth dates, fathers' names or generations contradict.
    """

    decisions: Levels
    rules: Levels
    apart: Flags


def rule(levels: Levels, weights: Weights, totals: Weights, alike: Flags, model: "Model") -> Ruled:
    """Decide on pairs; levels and weights have a row a feature, `alike` says which pairs are of one kind of party."""
    decisions = np.full(len(totals), REVIEW, np.int8)
    decisions[totals >= total(model.thresholds.same)] = SAME
    decisions[totals <= total(model.thresholds.different)] = DIFFERENT
    rules = np.zeros(len(totals), np.int8)
    support = np.maximum(weights[_SUPPORT], 0).sum(axis=0)
    contrary = (levels == 0) & (weights <= -round(model.rules.contradiction * BIT))
    contradicts = contrary[_CONTRADICT].any(axis=0)
    registration = levels[PLACE["registration"]]
    for code, holds in (
        (NAMES_ALONE, support < round(model.rules.least_support * BIT)),
        (CONTRADICTION, contradicts),
        (CONFLICT, registration == identifiers.CONFLICT),
    ):
        held_back = holds & (decisions == SAME)
        decisions[held_back], rules[held_back] = REVIEW, code
    _registered(levels, registration, decisions, rules)
    decisions[~alike], rules[~alike] = DIFFERENT, KINDS
    unlike = contrary[_APART].any(axis=0) & (decisions != SAME)
    return Ruled(decisions, rules, unlike | (rules == KINDS) | (registration == identifiers.CONFLICT))


def _registered(levels: Levels, registration: Levels, decisions: Levels, rules: Levels) -> None:
    someone_else = (levels[PLACE["given"]] == people.Level.DIFFERENT) & (levels[PLACE["birth"]] == births.DIFFERENT)
    same = registration == identifiers.REGISTERED
    decisions[same], rules[same] = SAME, REGISTRATION
    contested = (registration == identifiers.CONTESTED) | (same & someone_else)
    decisions[contested], rules[contested] = REVIEW, CONTESTED
