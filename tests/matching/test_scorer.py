"""One scorer, whose answer on a pair rests on the pair and the model alone, to the last bit."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.matching.model.document import Model, shipped
from cim_graph.matching.model.evidence import Evidence
from cim_graph.matching.model.features import FEATURES, PLACE
from cim_graph.matching.model.pool import pool
from cim_graph.matching.model.rules import DECISIONS, RULES
from cim_graph.matching.model.scorer import Scorer, Scores
from cim_graph.matching.model.weights import BIT, probability, total, weight
from tests.matching.records import said

VALI = {"names": ["Əliyev Vəli Həsən oğlu"], "birthDate": "1984-03-09", "gender": "male"}
FIN = {"identifiers": [{"scheme": "az-fin", "value": "5ABC123"}]}
OTHER_FIN = {"identifiers": [{"scheme": "az-fin", "value": "7XYZ987"}]}
BOTH = {"identifiers": [{"scheme": "az-fin", "value": "7XYZ987"}, {"scheme": "az-voen", "value": "1700000001"}]}
VOEN = {"identifiers": [{"scheme": "az-fin", "value": "5ABC123"}, {"scheme": "az-voen", "value": "1700000001"}]}
HOME = {"addresses": ["Bakı, Nizami küçəsi 12, mənzil 4"], "contacts": [{"kind": "phone", "value": "050 212 34 56"}]}


def scored(one: Evidence, other: Evidence, model: Model | None = None) -> Scores:
    return Scorer(pool([one, other]), model or shipped()).score(np.array([0]), np.array([1]))


def decided(one: dict[str, Any], other: dict[str, Any]) -> tuple[str, str]:
    scores = scored(said(**one), said(**other))
    return DECISIONS[scores.ruled.decisions[0]], RULES[scores.ruled.rules[0]]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(VALI, VALI, ("SAME", "score"), id="the same name and birth date"),
        pytest.param({**VALI, **FIN}, {"names": ["V. Aliyev"], **FIN}, ("SAME", "registration"), id="one FIN"),
        pytest.param({**VALI, **FIN}, {**VALI, **OTHER_FIN}, ("REVIEW", "conflict"), id="two FINs"),
        pytest.param({**VALI, **VOEN}, {**VALI, **BOTH}, ("REVIEW", "contested"), id="one number of two agrees"),
        pytest.param(
            {**VALI, **FIN},
            {"names": ["Quliyeva Nərgiz"], "birthDate": "1991-12-24", **FIN},
            ("REVIEW", "contested"),
            id="the FIN of somebody else",
        ),
        pytest.param(
            {"names": ["Əliyev Vəli Həsən oğlu"], "gender": "male", "addresses": [{"city": "Bakı"}]},
            {"names": ["Əliyev Vəli Həsən oğlu"], "gender": "male", "addresses": [{"city": "Bakı"}]},
            ("REVIEW", "names alone"),
            id="a rare name, gender and city",
        ),
        pytest.param(
            {**VALI, **FIN},
            {**VALI, "kind": "organization", **FIN},
            ("DIFFERENT", "kinds"),
            id="a person and a company",
        ),
        pytest.param(
            {"names": ["Əliyev Həsən Əli oğlu"], "birthDate": "1990-05-17", **HOME},
            {"names": ["Əliyev Hüseyn Əli oğlu"], "birthDate": "1990-05-17", **HOME},
            None,
            id="twins",
        ),
        pytest.param(
            {"names": ["Əliyev Əli Həsən oğlu"], "birthDate": "1990-05-17", **HOME},
            {"names": ["Əliyev Həsən Əli oğlu"], "birthDate": "1961-02-11", **HOME},
            None,
            id="father and son",
        ),
        pytest.param(
            {"names": ["David Dobbins Jr"], **HOME}, {"names": ["David Dobbins Senior"], **HOME}, None, id="generations"
        ),
        pytest.param({**VALI}, {"names": ["Əliyev Vəli Kərim oğlu"], "birthDate": "1984-03-09"}, None, id="namesakes"),
        pytest.param({"names": []}, {"names": []}, None, id="two that say nothing"),
        pytest.param(
            {"names": ["-"], "birthDate": "1900-01-01"},
            {"names": ["YOXDUR"], "birthDate": "1900-01-01"},
            None,
            id="blanks",
        ),
    ],
)
def test_decisions(one: dict[str, Any], other: dict[str, Any], expected: tuple[str, str] | None) -> None:
    """A pair without a decision is one that must not be the same."""
    found = decided(one, other)
    assert found == decided(other, one)
    if expected is None:
        assert found[0] != "SAME"
    else:
        assert found == expected


def test_what_many_share_weighs_little() -> None:
    phone = {"contacts": [{"kind": "phone", "value": "012 493 00 00"}]}
    one, other = said(names=["Əliyev Vəli"], **phone), said(names=["Əliyev Vəli"], **phone)
    rare = scored(one, other)
    of_branch = shipped().features["phone"].model_copy(update={"frequencies": {"994124930000": 0.2}})
    model = shipped().model_copy(update={"features": {**shipped().features, "phone": of_branch}})
    common = scored(one, other, model)
    place = PLACE["phone"]
    assert rare.weights[0, place] > 10 * BIT
    assert common.weights[0, place] == pytest.approx(BIT * np.log2(0.47 / 0.2), abs=2)
    assert common.odds[0] < rare.odds[0]


def test_a_missing_value_is_no_evidence() -> None:
    scores = scored(said(**VALI), said(names=["Əliyev Vəli"]))
    for feature in FEATURES:
        if feature.name not in ("given", "family"):
            assert (scores.levels[0, PLACE[feature.name]], scores.weights[0, PLACE[feature.name]]) == (-1, 0)


NAMES = st.sampled_from(["Əliyev Vəli Həsən oğlu", "Veli Aliyev", "Алиев Вели", "Məmmədova Leyla", "L. Mammadova", "-"])
DAYS = st.sampled_from(["1984-03-09", "1984-09-03", "1984", "1991-12-24", "1900-01-01"])
PHONES = st.sampled_from(["050 212 34 56", "212 34 56", "+994 55 999 99 99", "012 493 00 00"])
RECORDS = st.builds(
    said,
    st.sampled_from(["person", "organization"]),
    names=st.lists(NAMES, max_size=2),
    birthDate=DAYS,
    contacts=st.lists(PHONES.map(lambda value: {"kind": "phone", "value": value}), max_size=3),
    addresses=st.lists(st.sampled_from(["Nizami küçəsi 12", "Nizami küç. 14", "Füzuli küçəsi 3"]), max_size=2),
)


@given(st.lists(RECORDS, min_size=2, max_size=9), st.randoms(use_true_random=False))
def test_a_pair_scores_the_same_alone_and_among_others_in_any_order(records: list[Evidence], dice: Any) -> None:
    left, right = np.triu_indices(len(records), 1)
    whole = Scorer(pool(records), shipped()).score(left, right)
    order = list(range(len(left)))
    dice.shuffle(order)
    shuffled = Scorer(pool(records), shipped()).score(right[order], left[order])
    assert (whole.odds[order] == shuffled.odds).all()
    assert whole.probability[order].tobytes() == shuffled.probability.tobytes()
    assert (whole.levels[order] == shuffled.levels).all()
    for pair in order[:5]:
        alone = scored(records[right[pair]], records[left[pair]])
        assert alone.odds[0] == whole.odds[pair]
        assert alone.probability.tobytes() == whole.probability[pair : pair + 1].tobytes()
        assert alone.ruled.decisions[0] == whole.ruled.decisions[pair]
        assert alone.ruled.apart[0] == whole.ruled.apart[pair]


def test_two_names_that_stand_crosswise_weigh_the_same_from_either_side() -> None:
    one, other = (
        said(names=names) for names in (["Veli Aliyev", "Məmmədova Leyla"], ["Məmmədova Leyla", "Veli Aliyev"])
    )
    there, back = scored(one, other), scored(other, one)
    assert (there.weights == back.weights).all()
    assert there.odds[0] == back.odds[0]


@given(st.lists(RECORDS, min_size=1, max_size=6))
def test_weights_and_prior_add_up(records: list[Evidence]) -> None:
    left, right = np.triu_indices(len(records))
    scores = Scorer(pool(records), shipped()).score(left, right)
    prior = weight(shipped().prior, 1 - shipped().prior - shipped().relatives)
    assert (scores.total == scores.weights.sum(axis=1) + prior).all()
    assert (scores.odds <= scores.total).all()


def test_probabilities_are_those_of_odds() -> None:
    for chance in (0.001, 0.1, 0.5, 0.9, 0.999):
        assert probability(np.array([total(chance)]))[0] == pytest.approx(chance, rel=1e-3)
