"""Schemes: what each factor and rule gives, told as a table; documents that are none; the shipped ones."""

from copy import deepcopy
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cim_graph.access.rights import Special
from cim_graph.kernel.errors import BadInputError
from cim_graph.risk.facts import facts
from cim_graph.risk.results import results, unanswered
from cim_graph.risk.scheme import SHIPPED, Scheme, scheme, shipped
from cim_graph.risk.scoring import own_strength, scored


class Case(NamedTuple):
    says: str
    party: dict[str, Any]
    score: float
    word: str
    propagated: float = 0.0


AML = [
    Case("of whom nothing is known", {}, 0, "LOW"),
    Case("an exposed person is at least high", {"flags": ("pep",)}, 35, "HIGH"),
    Case("whatever the score, a sanctioned party is prohibited", {"flags": ("sanctioned",)}, 0, "PROHIBITED"),
    Case("prohibited goes before at least high", {"flags": ("pep", "sanctioned")}, 35, "PROHIBITED"),
    Case("a country of increased monitoring", {"countries": ("AZ", "YE")}, 25, "MEDIUM"),
    Case("the riskiest country counts, not the sum", {"countries": ("YE", "HT", "SY")}, 25, "MEDIUM"),
    Case("called for action", {"countries": ("IR",)}, 40, "HIGH"),
    Case("a listed company: less than nothing is nothing", {"flags": ("listed",)}, 0, "LOW"),
    Case("a listed company in Yemen", {"flags": ("listed",), "countries": ("YE",)}, 15, "LOW"),
    Case(
        "points of a group are capped",
        {"kind": "ARRANGEMENT", "flags": ("bearer-shares", "cash-intensive", "pep")},
        50,
        "HIGH",
    ),
    Case("a band holds from its first value on", {"ties": 200}, 10, "LOW"),
    Case("and not before", {"ties": 199}, 5, "LOW"),
    Case("risk that reached it", {}, 30, "MEDIUM", 0.5),
    Case("no more than the cap", {"flags": ("suspicion", "pep"), "countries": ("KP",)}, 100, "HIGH", 1.0),
]


@pytest.mark.parametrize("case", AML, ids=lambda case: case.says)
def test_money_laundering(case: Case) -> None:
    found = scored(shipped("aml"), facts([case.party]), np.array([case.propagated]))
    assert (found.score[0], shipped("aml").classes[found.place[0]].name) == (case.score, case.word)


def test_early_warning() -> None:
    parties = facts([{}, {"flags": ("overdue",)}, {"flags": ("default",)}, {"kinds": ("overdraft",)}])
    found = scored(shipped("early-warning"), parties, np.array([0.0, 0.0, 0.0, 0.6]))
    names = [shipped("early-warning").classes[place].name for place in found.place]
    assert list(zip(found.score.tolist(), names, strict=True)) == [
        (0, "GREEN"), (40, "AMBER"), (80, "RED"), (57, "AMBER")
    ]  # fmt: skip


def test_a_factor_tells_the_value_that_decided() -> None:
    found = scored(shipped("aml"), facts([{"countries": ("YE", "AZ")}]), np.zeros(1))
    told = {one.factor.code: one.of(0) for one in found.factors}
    assert told["geography.country"] == ("YE", 25.0)
    assert told["customer.pep"] == (False, 0.0)


def test_the_strongest_origin_counts() -> None:
    parties = facts([{"flags": ("pep", "suspicion")}, {"flags": ("sanctioned",)}, {}])
    assert own_strength(shipped("aml"), parties).tolist() == [0.7, 1.0, 0.0]


_PARTIES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "kind": st.sampled_from(["PERSON", "ORGANIZATION", "ARRANGEMENT"]),
            "flags": st.lists(st.sampled_from(["pep", "sanctioned", "listed", "sar", "cash-intensive"])).map(tuple),
            "countries": st.lists(st.sampled_from(["AZ", "IR", "YE"])).map(tuple),
            "ties": st.integers(0, 300),
        },
    ),
    min_size=1,
    max_size=6,
)


@given(_PARTIES)
@settings(max_examples=50, deadline=None)
def test_many_at_once_are_as_each_alone(parties: list[dict[str, Any]]) -> None:
    together = scored(shipped("aml"), facts(parties), np.zeros(len(parties)))
    for number, party in enumerate(parties):
        alone = scored(shipped("aml"), facts([party]), np.zeros(1))
        assert (together.score[number], together.place[number]) == (alone.score[0], alone.place[0])
        assert [one.of(number) for one in together.factors] == [one.of(0) for one in alone.factors]


BROKEN: list[tuple[str, tuple[str | int, ...], Any, str]] = [
    ("no number of a depth", ("propagation", "depth"), 9, "at /propagation/depth"),
    ("a word of nobody", ("factors", 0, "group"), "weather", "at /factors/0/group"),
    ("no CEL", ("factors", 0, "value"), "flags +", "/factors/customer.pep"),
    ("no fact", ("factors", 0, "value"), "salary > 3", "what may be referred to"),
    ("another type", ("factors", 0, "value"), "ties", "has to give bool"),
    ("a table that is not there", ("factors", 5, "table"), "planets", "add it to /tables"),
    ("a class that is not there", ("rules", 0, "fixed"), "BLACK", "take one of LOW"),
    ("classes out of order", ("classes", 1, "from"), 60, "greater than the one before"),
    ("a code twice", ("factors", 1, "code"), "customer.pep", "twice"),
    ("not only a least class, but a fixed one", ("rules", 0, "least"), "HIGH", "at /rules/0"),
    ("a field that nobody knows", ("colour",), "red", "at /"),
]


@pytest.mark.parametrize(("path", "value", "told"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_what_is_no_scheme_is_told_with_its_place(path: tuple[str | int, ...], value: object, told: str) -> None:
    document: Any = deepcopy(dict(shipped("aml").document))
    part = document
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(BadInputError, match=told):
        scheme(document)


def test_a_factor_that_fails_for_one_party_gives_it_nothing_and_says_why() -> None:
    document: Any = deepcopy(dict(shipped("aml").document))
    document["factors"][3] |= {"value": "age < 90 || flags[9] == 'x'", "points": 15}
    document["rules"][1]["when"] = "age > 90 ? flags[9] == 'x' : false"
    document["propagation"]["origins"][0]["when"] = "age > 90 ? flags[9] == 'x' : false"
    read = scheme(document)
    parties = facts([{"age": 30}, {"age": 99, "kind": "ARRANGEMENT"}])
    found = scored(read, parties, np.zeros(2))
    assert found.score.tolist() == [15, 15]
    told = {one.code: (one.points, one.evidence) for one in results(read, found, 1, "ARRANGEMENT")}
    assert {code for code, (_, evidence) in told.items() if "could not be worked out: index" in evidence} == {
        "customer.cash-intensive", "rule.pep"
    }  # fmt: skip
    assert (told["customer.cash-intensive"][0], told["customer.legal-form"][0]) == (0, 15)
    assert own_strength(read, parties).tolist() == [0, 0]
    counts = unanswered(read, found, parties, np.arange(2))
    assert counts == {"customer.cash-intensive": 1, "rule.pep": 1, "origin.sanctioned": 1}
    assert unanswered(read, found, parties, np.arange(1)) == {}


def test_what_a_factor_gives_away_is_told_by_what_it_reads() -> None:
    document: Any = deepcopy(dict(shipped("aml").document))
    for part in (*document["factors"], *document["rules"], *document["propagation"]["origins"]):
        part.pop("sees", None)
    document["factors"][1]["sees"] = "suspicion"
    read, ours = scheme(document), shipped("aml")
    assert [one.sees for one in read.rules] == [one.sees for one in ours.rules]
    assert [one.sees for one in read.propagation.origins] == [one.sees for one in ours.propagation.origins]
    by_code = {factor.code: factor.sees for factor in read.factors}
    assert by_code["customer.pep"] == {Special.PEP}
    assert by_code["customer.legal-form"] == {Special.SUSPICION}
    found = scored(read, facts([{"countries": ("YE",)}]), np.zeros(1))
    seen = [[one.sees for one in results(read, found, 0, kind)] for kind in ("PERSON", "ORGANIZATION")]
    assert seen == [[{Special.NATIONALITY}], [frozenset()]]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_schemes_are_whole(name: str) -> None:
    read: Scheme = shipped(name)
    groups = {factor.group for factor in read.factors}
    assert groups == {"customer", "geography", "product", "channel", "behaviour", "relationships"}
    assert set(read.reviews) == {one.name for one in read.classes}
