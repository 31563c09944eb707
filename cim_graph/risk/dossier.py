"""What is kept of an assessment: all that it said, as it was; and how it is read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson

from cim_graph.access.rights import Special
from cim_graph.graph.statement import Ids, Read
from cim_graph.kernel.ids import Kind, same_name, sequence_id
from cim_graph.risk.assessment import Assessment, Contribution, Override, Result
from cim_graph.risk.fingerprint import joined, of_arrivals, of_class, of_results, of_texts
from cim_graph.risk.months import turn_on

if TYPE_CHECKING:
    from cim_graph.risk.versions import Version

MOST_WAYS: Final = 5
"""Contributions that are kept of an assessment, the strongest, each with its way."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an assessment was renewed: the event, its moment, and the relationships by which that reached the party."""

    reason: str
    event: str | None = None
    at: str = ""
    path: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """An assessment to be kept: the party, the properties of its node, and why it is so now."""

    party: str
    properties: Mapping[str, Any]
    cause: Cause


@dataclass(frozen=True, slots=True)
class Asked:
    """Records that name parties, and the scheme that is meant."""

    rows: list[dict[str, Any]]
    scheme: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of a party, by its place in what was asked: its fingerprint, and whether risk is at it."""

    number: int
    print: int
    risky: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """Whether risk was at a party or came to it, by its place in what was asked."""

    number: int
    risky: bool


@dataclass(frozen=True, slots=True)
class Before:
    """Whose assessments before a place, under which scheme, and how many of each."""

    ids: list[str]
    scheme: str
    before: str
    first: int


@dataclass(frozen=True, slots=True)
class Kept:
    """An assessment that is kept; factors, propagated and a class by hand are JSON text."""

    party: str
    id: str
    place: str
    at: str
    version: str
    score: float
    word: str
    factors: str
    propagated: str
    arrived: int
    by_hand: str | None
    review_on: str | None


CURRENT = Read("risk/current", Asked, Standing)
RISKY = Read("risk/risky", Asked, Touched)
HISTORY = Read("risk/history", Before, Kept)
KEPT = Read("risk/kept", Ids, Kept)


def asked(parties: Sequence[str], scheme: str) -> Asked:
    """Return what is asked of parties."""
    rows = [{"number": n, "record": same_name(party, Kind.RECORD)} for n, party in enumerate(parties)]
    return Asked(rows, scheme)


def dossier(assessment: Assessment, cause: Cause) -> Dossier:
    """Return what is kept of an assessment."""
    return Dossier(assessment.party, properties(assessment, fingerprint(assessment)), cause)


def fingerprint(assessment: Assessment) -> int:
    """Return the number by which it is told whether an assessment says something new."""
    ways = assessment.propagated[:MOST_WAYS]
    counted = [one for one in assessment.factors if one.code != "cut" and not one.code.startswith("origin.")]
    arrived = of_arrivals(
        np.zeros(len(ways), dtype=np.int64),
        of_texts(one.origin for one in ways),
        np.array([one.strength for one in ways], dtype=np.float64),
        1,
    )
    word = of_class(assessment.word, assessment.override.word if assessment.override else "")
    whole = joined(of_texts([of_results(counted)]), np.array([assessment.score]), of_texts([word]), arrived)
    return int(whole[0])


def properties(assessment: Assessment, printed: int) -> dict[str, Any]:
    """Return the properties of the node that keeps an assessment."""
    version, ways = assessment.version, assessment.propagated[:MOST_WAYS]
    return {
        "id": assessment.id,
        "place": sequence_id(),
        "scheme": version.name,
        "version": version.id,
        "at": assessment.at,
        "score": assessment.score,
        "class": assessment.word,
        "factors": orjson.dumps([_result(one) for one in assessment.factors]).decode(),
        "propagated": orjson.dumps([_contribution(one) for one in ways]).decode(),
        "arrived": max(assessment.arrived, len(assessment.propagated)),
        "byHand": None if assessment.override is None else orjson.dumps(assessment.override).decode(),
        "risky": assessment.own > 0 or bool(assessment.propagated),
        "suspicion": Special.SUSPICION in assessment.gives_away,
        "reviewOn": review_on(version, assessment.word, assessment.at),
        "print": printed,
    }


def review_on(version: "Version", word: str, at: str) -> str | None:
    """Return the day of the next review: so many months on as the scheme has it for the class, nothing for none."""
    months = version.scheme.reviews.get(word, 0)
    if not months:
        return None
    return turn_on(at[:10], months)


def _result(one: Result) -> list[Any]:
    return [one.code, one.title, one.value, one.points, one.evidence, _names(one.sees)]


def _contribution(one: Contribution) -> tuple[Any, ...]:
    *said, sees = one
    return (*said, _names(sees))


@lru_cache(maxsize=1024)
def _names(sees: frozenset[Special]) -> tuple[str, ...]:
    return tuple(sorted(sees))


def assessment_of(row: Kept, version: "Version") -> Assessment:
    """Return an assessment as it was kept; where not all that arrived was, a factor `kept` says how much of it."""
    factors = [
        Result(code, title, value, points, evidence, frozenset(map(Special, sees)))
        for code, title, value, points, evidence, sees in orjson.loads(row.factors)
    ]
    ways = [
        Contribution(origin, strength, points, tuple(parties), tuple(ties), tuple(kinds), frozenset(map(Special, sees)))
        for origin, strength, points, parties, ties, kinds, sees in orjson.loads(row.propagated)
    ]
    if len(ways) < row.arrived:
        text = f"{len(ways)} of {row.arrived} contributions are kept, the strongest"
        factors.append(Result("kept", "Not all that arrived is kept", row.arrived, 0.0, text))
    by_hand = Override(**orjson.loads(row.by_hand)) if row.by_hand else None
    return Assessment(
        row.party, version, row.at, row.score, row.word, factors, ways, by_hand, named=row.id, review_on=row.review_on
    )
