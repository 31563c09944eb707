"""Common names weigh less than rare ones before a model has seen any record."""

import numpy as np
import pytest

from cim_graph.matching.model.document import Model, shipped
from cim_graph.matching.model.name_shares import name_shares
from cim_graph.matching.model.pool import pool
from cim_graph.matching.model.scorer import Scorer
from tests.matching.records import said

_PAIR = np.array([0]), np.array([1])


def _bits(one: str, other: str, model: Model | None = None) -> float:
    """Return what two names weigh by themselves."""
    of = pool([said(names=[one]), said(names=[other])])
    scores = Scorer(of, model or shipped()).score(*_PAIR)
    return float(scores.weights[0].sum()) / 1000


@pytest.mark.parametrize(
    ("common", "rare"),
    [
        ("Rəşad Balabəyov", "Xosrovşah Balabəyov"),
        ("Gövhərtac Məmmədova", "Gövhərtac Balabəyova"),
        ("Мамедов Гёвхартадж", "Балабеков Гёвхартадж"),
        ("Balabəyov İsgəndərbəy Vaqif oğlu", "Balabəyov İsgəndərbəy Şeyxəli oğlu"),
        ("Сергей Балабеков", "Пантелеймон Балабеков"),
    ],
)
def test_a_common_name_weighs_less(common: str, rare: str) -> None:
    assert _bits(common, common) < _bits(rare, rare) - 3


def test_the_commonest_given_names_weigh_six_bits_and_not_thirteen() -> None:
    """log2 of m over the share: 0.795 over 0.012; without shares over `rest`, 0.0001."""
    model = shipped()
    bare = {name: feature.model_copy(update={"frequencies": {}}) for name, feature in model.features.items()}
    rare = _bits("Rəşad Balabəyov", "Rəşad Balabəyov", model.model_copy(update={"features": bare}))
    assert rare - _bits("Rəşad Balabəyov", "Rəşad Balabəyov") == pytest.approx(6.9, abs=0.2)


def test_a_womans_family_counts_with_that_of_men() -> None:
    assert _bits("Əliyeva Gövhərtac", "Əliyeva Gövhərtac") == _bits("Əliyev Gövhərtac", "Əliyev Gövhərtac")


def test_shares_are_of_one_population() -> None:
    """Spellings of one name share its share, so the sum counts some people twice: it must not pass two wholes."""
    for part, shares in name_shares().items():
        assert 0.2 < sum(shares.values()) < 2, part
        assert all(word and word == word.casefold() and " " not in word for word in shares), part
        assert min(shares.values()) > 2 * (shipped().features[part].rest or 0), part
