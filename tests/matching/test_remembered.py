"""Answers about pairs of values are the same, whether they are remembered or not; each is asked for about once."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from cim_graph.matching.model import remembered
from cim_graph.matching.model.column import Indexes, Levels
from cim_graph.matching.model.remembered import Remembered

if TYPE_CHECKING:
    from numpy.typing import NDArray

VALUES = 300


@pytest.fixture(autouse=True)
def few_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "WORTH", 1)


def likeness(left: Indexes, right: Indexes) -> Levels:
    """Answers from -1 to 30 that tell left from right."""
    answers: Levels = ((left * 7 + right * 3) % 32 - 1).astype(np.int8)
    return answers


def pairs(seed: int, count: int = 20_000) -> tuple[Indexes, Indexes]:
    random = np.random.default_rng(seed)
    return random.integers(0, VALUES, count), random.integers(0, VALUES, count)


def test_answers_are_those_of_the_function_and_each_is_asked_for_once() -> None:
    asked: list[NDArray[np.int64]] = []

    def ask(left: Indexes, right: Indexes) -> Levels:
        asked.append(left * VALUES + right)
        return likeness(left, right)

    known = Remembered(VALUES, ask)
    for seed in range(4):
        left, right = pairs(seed)
        assert np.array_equal(known(left, right), likeness(left, right))
    every = np.concatenate(asked)
    assert len(every) == len(np.unique(every))


def test_pairs_that_have_one_place_are_told_apart() -> None:
    known = Remembered(VALUES, likeness)
    known._kept = np.full(1 << remembered._PLACES_BITS, VALUES**2 << remembered._ANSWER_BITS, np.int64)  # noqa: SLF001
    left, right = pairs(9)
    assert np.array_equal(known(left, right), likeness(left, right))


def test_few_pairs_take_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    known = Remembered(VALUES, likeness)
    left, right = pairs(1, 100)
    assert np.array_equal(known(left, right), likeness(left, right))
    assert known._kept is None  # noqa: SLF001
