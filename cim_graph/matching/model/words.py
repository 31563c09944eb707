"""Words of names as columns, and how well two words agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import chain
from re import compile as compile_pattern
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.column import numbered
from cim_graph.matching.model.families import family
from cim_graph.matching.model.given_names import called, names_of
from cim_graph.matching.model.letters import Letters, bits
from cim_graph.matching.model.transliteration import spellings
from cim_graph.records.sounds import fathers, sound

Indexes = NDArray[np.int32]


class Agreement(IntEnum):
    """How two words agree, by what is the better partner for a word of a name."""

    NONE = 0
    INITIAL = 1
    RESEMBLING = 2
    MISTYPED = 3
    SOUND = 4
    EQUIVALENT = 5
    EXACT = 6


_TWO_LETTERS = frozenset({"sh", "ch", "kh", "gh", "zh", "ts"})
_VOWEL = compile_pattern(r"[aeiou]")
_NO_CONSONANT = compile_pattern(r"[aeiouyw]")
_DOUBLED = compile_pattern(r"(.)\1+")
_LEAST_CONSONANTS = 3
_LEAST_NAME = 2


@dataclass(frozen=True, slots=True)
class Words:
    """Words by number, with what they are compared by; codes of one kind stand in a row, -1 where there are fewer."""

    written: Letters
    """What is compared: the masculine form of a family, the father's name of a patronymic, else the word."""
    spoken: Letters
    """The same in the letters of `transliteration.py`, by its first reading."""
    stem_lengths: Indexes
    same: Indexes
    """Equal for words that are equal as they are written."""
    canonical: Indexes
    """Equal for words of one text."""
    roots: Indexes
    """Equal for words whose stems sound alike."""
    endings: Indexes
    """Which ending a family has; 0 for none."""
    sounds: Indexes
    spelled: Indexes
    names: Indexes
    """Which given names a word may stand for, nicknames among them."""
    stems_of: Indexes
    """Which given names of our lists it is made of: its own, or that of a family (Səmədov)."""
    initial: NDArray[np.bool_]
    """Whether a word is no more than an initial; Ş and Ç fold to two letters."""
    bare: NDArray[np.bool_]
    """Whether a word has no vowels, as Arabic and Hebrew write names."""
    consonants: Indexes
    """Equal for words of the same consonants, three of them at least; -1 for others."""
    initials: NDArray[np.uint64]
    """What the first letter may be, in the letters of `transliteration.py`, a bit each."""

    @staticmethod
    def of(words: Sequence[tuple[str, str]]) -> "Words":
        """Prepare folded words, each with its part (`PersonName.parts`, or `w` for a word that is no one's name)."""
        told = [_told(word, part) for word, part in words]
        texts = [word.text for word in told]
        return Words(
            Letters.of(texts),
            Letters.of([word.spelled[0] for word in told]),
            np.array([word.stem_length for word in told], np.int32),
            _codes([word for word, _ in words]),
            _codes(texts),
            _codes([word.root for word in told]),
            _numbers([word.ending for word in told]),
            _rows_of_codes([word.sounds for word in told]),
            _rows_of_codes([word.spelled for word in told]),
            _rows([word.names for word in told]),
            _rows([word.stems_of for word in told]),
            np.array([word.initial for word in told], bool),
            np.array([word.bare for word in told], bool),
            _numbers([word.consonants for word in told]) - 1,
            np.array([word.initials for word in told], np.uint64),
        )

    def vocabulary(self) -> NDArray[np.object_]:
        """Return the text of each canonical number."""
        texts = np.empty(self.canonical.max(initial=-1) + 1, object)
        texts[self.canonical] = self.written.texts
        return texts


class _Told(NamedTuple):
    """One word with its part, and what the columns hold of it."""

    text: str
    stem_length: int
    root: str
    ending: str
    sounds: tuple[str, ...]
    spelled: tuple[str, ...]
    names: tuple[int, ...]
    stems_of: tuple[int, ...]
    initial: bool
    bare: bool
    consonants: str
    initials: int


@lru_cache(maxsize=65_536)
def _told(word: str, part: str) -> _Told:
    name = family(word, part == "f") if part in "fu" else None
    text, stem = (name.masculine, name.stem) if name else (word, word)
    spelled = spellings(text)
    return _Told(
        text=text,
        stem_length=len(stem),
        root=sound(stem),
        ending=name.ending if name else "",
        sounds=_sounds(text, part),
        spelled=spelled,
        names=called(text) if part != "w" and len(text) >= _LEAST_NAME else (),
        stems_of=names_of(stem) if part != "w" and len(stem) >= _LEAST_NAME else (),
        initial=len(text) == 1 or text in _TWO_LETTERS,
        bare=_VOWEL.search(text) is None,
        consonants=_consonants(text),
        initials=bits("".join([key[:1] for key in spelled])),
    )


def _consonants(text: str) -> str:
    letters = _DOUBLED.sub(r"\1", _NO_CONSONANT.sub("", text))
    return letters if len(letters) >= _LEAST_CONSONANTS else ""


def _sounds(text: str, part: str) -> tuple[str, ...]:
    own = (sound(text),)
    if part in "pm":
        return own
    return (*own, *fathers(text))


def _numbers(texts: Sequence[str]) -> Indexes:
    return numbered(texts).astype(np.int32)


def _codes(texts: Sequence[str]) -> Indexes:
    """Return numbers that are equal where texts are."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(text, len(known)) for text in texts], np.int32)


def _rows_of_codes(values: Sequence[tuple[str, ...]]) -> Indexes:
    """Return numbers that are equal where texts are, a row for each tuple."""
    known: dict[str, int] = {}
    return _rows([[known.setdefault(text, len(known)) for text in texts] for texts in values])


def _rows(values: Sequence[Sequence[int]]) -> Indexes:
    """Return a row for each tuple, -1 where it is shorter than the longest."""
    counts = np.array(list(map(len, values)), np.int32)
    width = np.arange(max(counts.max(initial=1), 1))
    rows = np.full((len(values), len(width)), -1, np.int32)
    rows[width < counts[:, None]] = list(chain.from_iterable(values))
    return rows


def agreements(words: Words, left: Indexes, right: Indexes) -> NDArray[np.int8]:
    """Return the Agreement of equally many words by number: the same whichever side is which."""
    found = np.zeros(len(left), np.int8)
    _compare_letters(words, found, left, right)
    _take_shared(found, words.sounds, left, right, Agreement.SOUND)
    bare = (words.bare[left] ^ words.bare[right]) & (words.consonants[left] >= 0)
    found[bare & (words.consonants[left] == words.consonants[right])] = Agreement.SOUND
    begin_alike = (words.initials[left] & words.initials[right]) != 0
    _take_shared(found, words.spelled, left, right, Agreement.EQUIVALENT, begin_alike)
    ends = words.endings[left], words.endings[right]
    found[(ends[0] != ends[1]) & (ends[0] > 0) & (ends[1] > 0)] = Agreement.NONE
    _part_known_names(words, found, left, right)
    known = (words.names[left, 0] >= 0) & (words.names[right, 0] >= 0)
    _take_shared(found, words.names, left, right, Agreement.EQUIVALENT, known)
    short = words.initial[left] | words.initial[right]
    found[short] = np.where(begin_alike[short], Agreement.INITIAL, Agreement.NONE)
    found[words.canonical[left] == words.canonical[right]] = Agreement.EQUIVALENT
    found[words.same[left] == words.same[right]] = Agreement.EXACT
    return found


def _take_shared(
    found: NDArray[np.int8],
    codes: Indexes,
    left: Indexes,
    right: Indexes,
    level: Agreement,
    some: NDArray[np.bool_] | None = None,
) -> None:
    """Raise those of `some` that share a code to a level."""
    asked = np.arange(len(left)) if some is None else np.flatnonzero(some)
    one, other = left[asked], right[asked]
    shared = codes[one, 0] == codes[other, 0]
    if codes.shape[1] > 1:
        several = np.flatnonzero(((codes[one, 1] >= 0) | (codes[other, 1] >= 0)) & ~shared)
        rows, columns = codes[one[several]], codes[other[several]]
        for place in range(codes.shape[1]):
            same = (rows[:, place, None] == columns) & (columns >= 0)
            shared[several] |= same.any(axis=1)
    raised = asked[shared & (codes[one, 0] >= 0)]
    found[raised] = level


def _part_known_names(words: Words, found: NDArray[np.int8], left: Indexes, right: Indexes) -> None:
    """Two names that are known, and are not one, do not agree, however alike they look."""
    asked = np.flatnonzero((found > Agreement.NONE) & (words.stems_of[left, 0] >= 0) & (words.stems_of[right, 0] >= 0))
    rows, columns = words.stems_of[left[asked]], words.stems_of[right[asked]]
    shared = np.zeros(len(asked), bool)
    for place in range(rows.shape[1]):
        shared |= ((rows[:, place, None] == columns) & (columns >= 0)).any(axis=1)
    found[asked[~shared]] = Agreement.NONE


def _compare_letters(words: Words, found: NDArray[np.int8], left: Indexes, right: Indexes) -> None:
    """Compare words as they are written, and, with one error at the most, as they are spelled in one script."""
    asked = np.flatnonzero(words.written.near(left, right, more=1))
    errors = words.written.errors(left[asked], right[asked], _stems(words, left[asked], right[asked]))
    found[asked[errors <= 1]] = Agreement.RESEMBLING
    found[asked[errors <= 0]] = Agreement.MISTYPED
    asked = np.flatnonzero(words.written.alike(left, right) & (found == Agreement.NONE))
    found[asked[words.written.resemble(left[asked], right[asked])]] = Agreement.RESEMBLING
    asked = np.flatnonzero(words.spoken.near(left, right) & (found < Agreement.MISTYPED))
    errors = words.spoken.errors(left[asked], right[asked], _stems(words, left[asked], right[asked]), most=1)
    found[asked[errors <= 0]] = Agreement.MISTYPED


def _stems(words: Words, left: Indexes, right: Indexes) -> Indexes:
    """Return the length of the shorter stem of two families with endings, 0 for other words."""
    ended = (words.endings[left] > 0) & (words.endings[right] > 0)
    return np.where(ended, np.minimum(words.stem_lengths[left], words.stem_lengths[right]), 0)
