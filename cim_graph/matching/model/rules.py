"""What no score outweighs, and what a score decides where no rule does."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model import addresses, births, companies, contacts, identifiers, people
from cim_graph.matching.model.column import NO_EVIDENCE, Levels, Weights
from cim_graph.matching.model.features import FEATURES, PLACE, Bearing
from cim_graph.matching.model.weights import BIT, total

if TYPE_CHECKING:
    from cim_graph.matching.model.document import Model

Flags = NDArray[np.bool_]
_Distinction = companies.Distinction
DECISIONS = ("DIFFERENT", "REVIEW", "SAME")
DIFFERENT, REVIEW, SAME = range(len(DECISIONS))

RULES = (
    "score", "names alone", "contradiction", "conflict", "contested", "registration", "kinds", "nameless", "twins",
    "company names", "list",
)  # fmt: skip
"""What decided, by code.

score: the probability and the thresholds. names alone: probable enough, but nothing of weight beside names and the
place speaks for it, unless the house agrees. contradiction: probable enough, but birth dates, fathers' names or
generations contradict, as they do of father and son, or families do, and no more than the birth date speaks against
that. conflict: valid numbers of a scheme in which one holder has one number differ. contested: one such number agrees
and another differs, or it agrees where given name and birth date contradict. registration: such a number agrees. kinds:
a person is no organization. nameless: probable enough, but without a name or a number in common, or birth date and
e-mail address. twins: probable enough by what a family shares, but given names may be those of two children, or one is
missing, and nothing personal agrees. company names: probable enough by what a group of companies shares, but one name
says more than the other, or the legal forms differ. list: an entry of a list that parties are screened against is
merged with nobody; what would be the same is for a steward, and two entries are not compared.
"""
(
    SCORE, NAMES_ALONE, CONTRADICTION, CONFLICT, CONTESTED, REGISTRATION, KINDS, NAMELESS, TWINS, COMPANY_NAMES, LIST
) = range(len(RULES))  # fmt: skip

_SUPPORT = [place for place, feature in enumerate(FEATURES) if feature.bearing is Bearing.SUPPORT]
_WHERE = [PLACE["address"], PLACE["postcode"]]
_BESIDE_BIRTH = [place for place in _SUPPORT if place != PLACE["birth"]]
_NAMES = [place for place, feature in enumerate(FEATURES) if feature.bearing is Bearing.NAME]
_CONTRADICT = [PLACE["patronymic"], PLACE["generation"]]
_APART = [*_CONTRADICT, PLACE["given"], PLACE["birth"]]
_LEAST_KIN = 1e-3
"""Pairs of relatives to pairs of one party, from which on a base has relatives at all: of fewer, none were found."""


@dataclass(frozen=True, slots=True)
class Told:
    """What levels do not say of pairs: whether they are of one kind of party, and what their names leave open."""

    alike: Flags
    twins: Flags
    """Given names that two children of one family may bear (`twin_names.py`)."""
    distinct: Levels
    """The Distinction of names of organizations."""
    lists: Levels
    """How many of the two are entries of lists."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """Decisions and the rules that made them, by their places in DECISIONS and RULES.

    `apart` are pairs that may not share a party even by a chain of others: of two kinds, in conflict, with an entry of
    a list, or not the same by themselves while given names, birth dates, fathers' names, generations or names of
    companies contradict.
    """

    decisions: Levels
    rules: Levels
    apart: Flags


def rule(levels: Levels, weights: Weights, totals: Weights, told: Told, model: "Model") -> Ruled:
    """Decide on pairs; levels and weights have a row a feature."""
    decisions = np.full(len(totals), REVIEW, np.int8)
    decisions[totals >= total(model.thresholds.same)] = SAME
    decisions[totals <= total(model.thresholds.different)] = DIFFERENT
    rules = np.zeros(len(totals), np.int8)
    registration = levels[PLACE["registration"]]
    contrary = (levels == 0) & (weights <= -round(model.rules.contradiction * BIT))
    twins = _twins(levels, told, model)
    for code, holds in (
        (NAMES_ALONE, _support(levels, weights, model) < round(model.rules.least_support * BIT)),
        (NAMELESS, _nameless(levels, model)),
        (TWINS, twins),
        (COMPANY_NAMES, _other_company(levels, told)),
        (CONTRADICTION, _contradicts(levels, weights, contrary, model)),
        (CONFLICT, registration == identifiers.CONFLICT),
    ):
        held_back = holds & (decisions == SAME)
        decisions[held_back], rules[held_back] = REVIEW, code
    _registered(levels, registration, decisions, rules)
    decisions[~told.alike], rules[~told.alike] = DIFFERENT, KINDS
    for listed, decision in ((told.lists == 1) & (decisions == SAME), REVIEW), (told.lists > 1, DIFFERENT):
        decisions[listed], rules[listed] = decision, LIST
    each = told.distinct == _Distinction.EACH
    unlike = (contrary[_APART].any(axis=0) | twins | each) & (decisions != SAME)
    apart = (rules == KINDS) | (registration == identifiers.CONFLICT) | (told.lists > 0)
    return Ruled(decisions, rules, unlike | apart)


def _support(levels: Levels, weights: Weights, model: "Model") -> Weights:
    """Return what speaks for pairs beside their names: of namesakes many have a town in common, and no house."""
    found: Weights = np.maximum(weights[_SUPPORT], 0).sum(axis=0)
    if _has_relatives(model):
        elsewhere = levels[PLACE["address"]] < addresses.HOUSE
        found -= np.maximum(weights[_WHERE], 0).sum(axis=0) * elsewhere
    return found


def _numbered(levels: Levels) -> Flags:
    same: Flags = levels[PLACE["identifier"]] == identifiers.SAME
    return same


def _nameless(levels: Levels, model: "Model") -> Flags:
    """Tell where no name agrees, no number does, and not birth date and e-mail address both.

    In a base without relatives, names that differ are for the score, and an e-mail address is one person's.
    """
    relatives, email = _has_relatives(model), levels[PLACE["email"]]
    born: Flags = (email == contacts.SAME_EMAIL) & (levels[PLACE["birth"]] == births.SAME)
    written: Flags = (email == contacts.SAME_EMAIL) | (email == contacts.MISTYPED_EMAIL)
    named: Flags = levels[_NAMES].max(axis=0) > (0 if relatives else NO_EVIDENCE)
    return ~(named | (born if relatives else written) | _numbered(levels))


def _has_relatives(model: "Model") -> bool:
    return model.relatives >= _LEAST_KIN * model.prior


def _twins(levels: Levels, told: Told, model: "Model") -> Flags:
    """Tell twins, and a brother and a sister of one name, from one person: by what is that person's alone.

    By a family alone, where the other states a given name, any of those may be meant who bear it at home, unless the
    birth date tells.
    """
    given, gender = levels[PLACE["given"]], levels[PLACE["gender"]]
    doubtful: Flags = told.twins | ((gender == 0) & (given >= 0) & (given < people.Level.EQUIVALENT))
    personal = _numbered(levels) | (levels[PLACE["email"]] == contacts.SAME_EMAIL)
    unnamed = (given == NO_EVIDENCE) & (levels[PLACE["family"]] >= people.Level.EQUIVALENT)
    found: Flags = doubtful & ~personal & ~(unnamed & (levels[PLACE["birth"]] == births.SAME))
    return found if _has_relatives(model) else np.zeros_like(found)


def _contradicts(levels: Levels, weights: Weights, contrary: Flags, model: "Model") -> Flags:
    """Tell where fathers or generations contradict, and what no number outweighs.

    That are birth dates, as those of father and son, and families, unless the birth date is the same and more than that
    agrees: of a million people many share given name and birth date.
    """
    born = contrary[PLACE["birth"]] & _has_relatives(model)
    more = (levels[PLACE["birth"]] == births.SAME) & (weights[_BESIDE_BIRTH] > 0).any(axis=0)
    family = contrary[PLACE["family"]] & ~more & _has_relatives(model)
    found: Flags = contrary[_CONTRADICT].any(axis=0) | ((born | family) & ~_numbered(levels))
    return found


def _other_company(levels: Levels, told: Told) -> Flags:
    """Tell a company from others of its group and from its branches, which share desk, telephone and address.

    A number in common outweighs all but words on both sides, the day of foundation a single letter.
    """
    letter, one, each = (told.distinct == kind for kind in (_Distinction.LETTER, _Distinction.ONE, _Distinction.EACH))
    letter &= levels[PLACE["founded"]] != births.SAME
    other_form = levels[PLACE["company"]] == companies.Level.OTHER_FORM
    found: Flags = each | ((letter | one | other_form) & ~_numbered(levels))
    return found


def _registered(levels: Levels, registration: Levels, decisions: Levels, rules: Levels) -> None:
    someone_else = (levels[PLACE["given"]] == people.Level.DIFFERENT) & (levels[PLACE["birth"]] == births.DIFFERENT)
    someone_else &= levels[PLACE["family"]] != people.Level.SWAPPED
    same = registration == identifiers.REGISTERED
    decisions[same], rules[same] = SAME, REGISTRATION
    contested = (registration == identifiers.CONTESTED) | (same & someone_else)
    decisions[contested], rules[contested] = REVIEW, CONTESTED
