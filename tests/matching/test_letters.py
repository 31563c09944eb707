"""What is not compared letter by letter could not have agreed."""

from random import Random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from cim_graph.matching.model.letters import Letters, bits, edits_allowed

LETTERS = "abcdefghijM"
WORDS = st.text(LETTERS, min_size=1, max_size=14)
_RESEMBLES = 0.86


@st.composite
def near_words(draw: st.DrawFn) -> tuple[str, str]:
    """Return a word, and what up to four errors make of it."""
    word = draw(st.text(LETTERS, min_size=3, max_size=14))
    other = word
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(other)))
        cut = draw(st.integers(0, 1))
        other = other[:at] + draw(st.text(LETTERS, min_size=0, max_size=1)) + other[at + cut :]
    return word, other or word


def both(one: str, other: str) -> tuple[Letters, NDArray[np.int32], NDArray[np.int32]]:
    return Letters.of([one, other]), np.array([0], np.int32), np.array([1], np.int32)


@given(near_words(), st.integers(0, 1))
@example(("abcd", "abef"), 1)
@example(("abcdeabcdea", "abcdeabcfgh"), 0)
def test_words_within_the_likely_errors_are_compared(words: tuple[str, str], more: int) -> None:
    one, other = words
    letters, left, right = both(one, other)
    likely = int(edits_allowed(np.array([min(len(one), len(other))], np.int32))[0])
    if likely and OSA.distance(one, other) <= likely + more:
        assert letters.near(left, right, more)[0]


@given(near_words())
@example(("abcdefgh", "abcdefij"))
def test_words_that_resemble_each_other_are_compared(words: tuple[str, str]) -> None:
    one, other = words
    letters, left, right = both(one, other)
    if min(len(one), len(other)) >= 4 and JaroWinkler.normalized_similarity(one, other) >= _RESEMBLES:
        assert letters.alike(left, right)[0]
        assert letters.resemble(left, right)[0]


@given(WORDS, WORDS)
def test_errors_are_those_beyond_what_a_length_makes_likely(one: str, other: str) -> None:
    letters, left, right = both(one, other)
    likely = {1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 1, 7: 2, 8: 2, 9: 2, 10: 2}.get(min(len(one), len(other)), 3)
    none = np.zeros(1, np.int32)
    assert letters.errors(left, right, none)[0] == OSA.distance(one, other) - likely
    assert letters.errors(left, right, none, most=1)[0] == OSA.distance(one, other) - min(likely, 1)


@given(st.text("abcdə0 ", max_size=90), st.text("abcdə0 ", max_size=90), st.integers(0, 3))
def test_letters_that_are_counted_hide_no_likeness(one: str, other: str, most: int) -> None:
    letters = Letters.of([one, other, one[:-1], other + one[-3:]])
    left, right = np.array([0, 0, 1, 0]), np.array([1, 2, 3, 3])
    texts = [(letters.texts[a], letters.texts[b]) for a, b in zip(left, right, strict=True)]
    edits = [OSA.distance(*pair) for pair in texts]
    assert letters.within(left, right, most).tolist() == [number <= most for number in edits]
    ratios = [fuzz.ratio(*pair, score_cutoff=85.0) for pair in texts]
    assert letters.likeness(left, right, 85.0).tolist() == pytest.approx(ratios)


@given(st.text(max_size=80), st.integers(0, 79), st.randoms())
def test_letters_are_counted_in_any_order_and_one_more_is_one_bit(text: str, place: int, random: Random) -> None:
    shuffled = list(text)
    random.shuffle(shuffled)
    letters = Letters.of(["", text, "".join(shuffled), text[:place] + text[place + 1 :], ""])
    assert letters.counted[1] == letters.counted[2]
    assert (letters.counted[1] ^ letters.counted[3]).bit_count() <= 1
    assert letters.bits.tolist() == [bits(one) for one in letters.texts]
    assert letters.counted[0] == letters.counted[4] == 0
