"""What the factors and rules of a scheme gave one party, of all that were scored."""

from collections.abc import Iterator
from typing import Any, Final

from cim_graph.access.rights import Special
from cim_graph.kernel.vocabulary import PartyKind
from cim_graph.risk.assessment import Result
from cim_graph.risk.expression import Unanswered
from cim_graph.risk.facts import Codes, Facts
from cim_graph.risk.giveaway import OF_PERSONS
from cim_graph.risk.scheme import Factor, Rule, Scheme
from cim_graph.risk.scoring import Scored, held

_PERSON: Final = PartyKind.PERSON.value


def results(scheme: Scheme, found: Scored, party: int, kind: str) -> list[Result]:
    """Return the factors that gave points and the rules that hold, and those of which nothing could come out.

    Rules give no points, their value is the class that they set.
    """
    return [*_factors(found, party, kind), *_rules(scheme, found, party, kind)]


def unanswered(scheme: Scheme, found: Scored, known: Facts, parties: Codes) -> dict[str, int]:
    """Return of how many of these parties a factor, a rule or an origin could not be worked out, where of any."""
    counts = {one.factor.code: one.unanswered(parties) for one in found.factors}
    for rule, judged in zip(scheme.rules, found.rules, strict=True):
        counts[f"rule.{rule.code}"] = judged.unanswered(parties)
    for origin in scheme.propagation.origins:
        counts[f"origin.{origin.code}"] = held(origin.when, known).unanswered(parties)
    return {code: count for code, count in counts.items() if count}


def _factors(found: Scored, party: int, kind: str) -> Iterator[Result]:
    for one in found.factors:
        value, points = one.of(party)
        if isinstance(value, Unanswered):
            yield _unanswered(one.factor.code, one.factor, value, kind)
        elif points:
            factor = one.factor
            yield Result(factor.code, factor.title, value, points, factor.evidence, seen_of(factor.sees, kind))


def _rules(scheme: Scheme, found: Scored, party: int, kind: str) -> Iterator[Result]:
    for rule, judged in zip(scheme.rules, found.rules, strict=True):
        code, why_not = f"rule.{rule.code}", judged.why_not(party)
        if why_not is not None:
            yield _unanswered(code, rule, why_not, kind)
        elif judged.holds[party]:
            name = scheme.classes[rule.place].name
            yield Result(code, rule.title, name, 0.0, rule.title, seen_of(rule.sees, kind))


def _unanswered(code: str, of: Factor | Rule, why: Unanswered, kind: str) -> Result:
    return Result(code, of.title, None, 0.0, f"could not be worked out: {why.reason}", seen_of(of.sees, kind))


def seen_of(sees: frozenset[Special], kind: Any) -> frozenset[Special]:  # noqa: ANN401 (the fact of a party)
    """Return what it gives away of a party of a kind."""
    return sees if kind == _PERSON else sees - OF_PERSONS
