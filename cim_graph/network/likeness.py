"""How well a name answers to what was typed: a pure function of words, in any order and script."""

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from cim_graph.network.words import Word, words

LEAST_SCORE = 0.6
"""Below this a name is another name."""

_WEAK_WEIGHT = 0.25
_SON_OR_DAUGHTER = {"oglu": 0.05, "qizi": 0.05}
"""Weights of what a patronymic in one word leaves out: Həsən oğlu is Гасанович."""
_SOUNDS_ALIKE = 0.96
_SAME_FATHER = 0.9
_BEGUN = 0.85
_MISTYPED = 0.95
_LEAST_ALIKE = 0.7
_UNASKED = 0.06
"""What the words of a name that nobody asked for may cost: a patronymic that was left out costs a part of it."""


def best_name(asked: Sequence[Word], names: Sequence[str]) -> tuple[float, str]:
    """Return the likeness of the name that answers best, 0 to 1, and that name; 0 and no name where there is none."""
    return max(((likeness(asked, words(name)), name) for name in names), key=lambda found: found[0], default=(0.0, ""))


def likeness(asked: Sequence[Word], name: Sequence[Word]) -> float:
    """Return how well the words of a name answer to the words asked for, 0 to 1.

    Each word asked for takes the word of the name that is most like it and not taken yet; the mean of these, weighted
    (legal forms count a quarter, son and daughter next to nothing), less a little for words of the name that nobody
    asked for.
    """
    left = list(name)
    found = 0.0
    for word in sorted(asked, key=lambda word: (word.weak, -len(word.text))):
        alike, other = max(
            ((_alike(word, one, word == asked[-1]), one) for one in left), default=(0.0, None), key=_first
        )
        if other is not None and alike:
            left.remove(other)
            found += alike * _weight(word)
    if not found:
        return 0.0
    unasked = sum(map(_weight, left)) / sum(map(_weight, name))
    return found / sum(map(_weight, asked)) * (1 - _UNASKED * unasked)


def _first(found: tuple[float, Word | None]) -> float:
    return found[0]


def _weight(word: Word) -> float:
    return _SON_OR_DAUGHTER.get(word.text, _WEAK_WEIGHT) if word.weak else 1.0


def _fathers(word: Word) -> set[str]:
    return set(word.fathers) or {word.sound}


def _alike(asked: Word, word: Word, begun: bool) -> float:
    if asked.text == word.text:
        return 1.0
    if asked.sound == word.sound:
        return _SOUNDS_ALIKE
    if (asked.fathers or word.fathers) and not _fathers(asked).isdisjoint(_fathers(word)):
        return _SAME_FATHER
    spelled = Levenshtein.normalized_similarity(asked.text, word.text, score_cutoff=_LEAST_ALIKE) * _MISTYPED
    if begun and word.text.startswith(asked.text):
        return max(spelled, _BEGUN + (_MISTYPED - _BEGUN) * len(asked.text) / len(word.text))
    return spelled
