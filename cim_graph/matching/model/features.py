"""The features that two records are compared by, as a list that an expert of the trade can read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cim_graph.matching.model import addresses, births, companies, contacts, employers, identifiers, people, sameness
from cim_graph.matching.model.column import Column, ValueLevels
from cim_graph.matching.model.evidence import Evidence


class Bearing(StrEnum):
    """What a feature can bear on a decision."""

    NAME = "name"
    """Never enough, together with other names."""
    SUPPORT = "support"
    """Together with names it may be enough."""
    WEAK = "weak"
    """Many share it: it moves a score, and never makes names enough."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature: its levels from the weakest, and those on which the frequency of the value counts.

    `torn` is the level of records of which one pair of values is the same, and another on the lowest level.
    `cases` are levels that are another one in a case which other features tell of, and stay a part of that one.
    `kin` says that relatives, or companies of one group, share values because they are that.
    """

    name: str
    bearing: Bearing
    levels: tuple[str, ...]
    common: frozenset[str] = frozenset()
    values: Callable[[Evidence], Sequence[Any]] = lambda _: ()
    prepare: Callable[[Column[Any]], ValueLevels] = sameness.sameness
    kin: bool = False
    torn: str | None = None
    cases: Mapping[str, str] = field(default_factory=dict)
    text: Callable[[Any], str] = str
    """A value as people read it, and as frequencies are counted."""


def _identifier(value: Sequence[str]) -> str:
    return f"{value[0]} {value[1]}"


def _registration(value: Any) -> str:  # noqa: ANN401
    return f"{value.scheme} {', '.join(value.values)}"


def _place(value: Any) -> str:  # noqa: ANN401
    return f"{value.words} {value.numbers}".strip()


NAMED = frozenset({"equivalent", "exact"})
SAME = frozenset({"same"})
PEOPLE = tuple(
    Feature(part, Bearing.NAME, people.LEVELS, NAMED, kin=True, cases={"renamed": "different"}) for part in people.PARTS
)
COMPANY = Feature("company", Bearing.NAME, companies.LEVELS, NAMED | {"other_form"})
VALUES = (
    Feature("generation", Bearing.WEAK, sameness.LEVELS, values=lambda said: said.generations),
    Feature("birth", Bearing.SUPPORT, births.LEVELS, SAME, lambda said: said.births, births.prepare, kin=True),
    Feature("gender", Bearing.WEAK, sameness.LEVELS, values=lambda said: said.genders),
    Feature("nationality", Bearing.WEAK, sameness.LEVELS, values=lambda said: said.nationalities),
    Feature(
        "employer", Bearing.SUPPORT, employers.LEVELS, SAME, lambda said: said.employers, employers.employers, kin=True
    ),
    Feature("founded", Bearing.SUPPORT, births.LEVELS, SAME, lambda said: said.founded, births.prepare, kin=True),
    Feature("jurisdiction", Bearing.WEAK, sameness.LEVELS, values=lambda said: said.jurisdictions),
    Feature(
        "registration",
        Bearing.SUPPORT,
        identifiers.REGISTRATION_LEVELS,
        values=lambda said: said.registrations,
        prepare=identifiers.registrations,
        torn="contested",
        text=_registration,
    ),
    Feature(
        "identifier",
        Bearing.SUPPORT,
        identifiers.PAPER_LEVELS,
        SAME,
        lambda said: said.papers,
        identifiers.papers,
        text=_identifier,
    ),
    Feature("phone", Bearing.SUPPORT, contacts.PHONE_LEVELS, SAME, lambda said: said.phones, contacts.phones, kin=True),
    Feature(
        "email",
        Bearing.SUPPORT,
        contacts.EMAIL_LEVELS,
        SAME | {"desk"},
        lambda said: said.emails,
        contacts.emails,
        kin=True,
    ),
    Feature(
        "address",
        Bearing.SUPPORT,
        addresses.LEVELS,
        SAME,
        lambda said: said.places,
        addresses.addresses,
        kin=True,
        text=_place,
    ),
    Feature(
        "postcode",
        Bearing.SUPPORT,
        addresses.TEXT_LEVELS,
        SAME,
        lambda said: said.postcodes,
        addresses.postcodes,
        kin=True,
    ),
    Feature("city", Bearing.WEAK, addresses.TEXT_LEVELS, SAME, lambda said: said.cities, addresses.cities, kin=True),
)
"""Features of single values; of those of several values the best pair counts."""
FEATURES = (*PEOPLE, COMPANY, *VALUES)
"""All features, in the order in which scores have them."""
PLACE = {feature.name: place for place, feature in enumerate(FEATURES)}
"""The column of a feature in levels and weights."""
