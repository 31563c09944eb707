"""The parts of a person's name, as a record states them or as they are told from the whole."""

from collections.abc import Sequence
from re import compile as compile_pattern
from typing import TYPE_CHECKING, NamedTuple

from cim_graph.matching.model.families import looks_like_a_family
from cim_graph.matching.model.patronymics import FATHER_FOLLOWS, MARKS, father
from cim_graph.records.names import fold
from cim_graph.records.placeholders import is_placeholder

if TYPE_CHECKING:
    from cim_graph.records.format import StatedName

MOST_WORDS = 8
"""Words of a name that are compared; of a longer one the first."""
_LEAST_SHOUTED = 3
_LEAST_WITH_SURNAME_LIKE_FATHER = 3
_LEAST_BESIDE_FAMILY = 2

_PARTICLES = frozenset(
    {
        "al", "el", "ul", "il", "ad", "ed", "as", "es", "ash", "esh", "ar", "er", "an", "en", "at", "az", "ur", "ud",
        "de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "los", "las", "van", "von", "der",
        "den", "ter", "ten", "zu", "zum", "zur", "y", "af", "av",
    }
)  # fmt: skip
"""Words between the parts of names; of some scripts and sources they are missing, so they are no evidence."""
_TITLES = frozenset(
    {
        "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "lord", "lady", "herr", "frau", "mme", "mlle",
        "shaikh", "sheikh", "shaykh", "sayyid", "sayyed", "haji", "hajji", "haci", "hadji", "mullah", "mulla", "molla",
        "maulavi", "mawlawi", "qari", "hafiz", "imam", "ustad", "president", "prezident", "prasident", "general",
        "gospodin", "gospoja", "janab", "cenab", "canab", "muallim", "doktor", "jr", "sr",
    }
)  # fmt: skip
"""Words that say what somebody is and not who; they count where hardly anything else is there."""
_LEAST_BESIDE_TITLES = 2
_NO_VOWELS = compile_pattern(r"[\u0590-\u06ff]")
_LEAST_WITHOUT_VOWELS = 3
"""Letters of a title or a particle in Arabic and Hebrew: Omar is written ʿmr, which is no Mr."""
_BRACKETS = compile_pattern(r"\(([^)]*)\)")
_CHINESE = compile_pattern(r"[\u4e00-\u9fff]{2,3}")
"""A Chinese name in its script: the family is the first letter."""
_SHOUTED = compile_pattern(r"[^\W\d_]{3,}")


class PersonName(NamedTuple):
    """Folded words of a name, in order, each with the part it belongs to.

    `parts` holds a letter a word: `g` given, `f` family, `p` patronymic, of which the word is the father's name (Həsən
    of Гасанович), `m` middle, which may be a patronymic too, `n` given or family, `u` where nothing can be told.
    """

    words: tuple[str, ...]
    parts: str
    gender: int = 0
    """1 where the name is a woman's (qızı, -овна, -ova), -1 where it is a man's, 0 where it does not tell."""

    @staticmethod
    def of(stated: "StatedName") -> "PersonName | None":
        """Return the name of a person; nothing where it says nothing (empty, `YOXDUR`).

        Parts that the record states hold; what they leave out (a patronymic, mostly) is taken from the full name.
        """
        by_part = _stated_parts(stated)
        whole = _said(stated.full)
        if not by_part:
            tagged = _whole(whole) if whole else []
        else:
            tagged = by_part
            if whole and not any(part in "pm" for _, part in tagged):
                tagged = [*tagged, *((word, part) for word, part in _whole(whole) if part == "p")]
        if not tagged:
            return None
        words, parts = zip(*tagged[:MOST_WORDS], strict=True)
        said = " ".join(filter(None, (stated.full, stated.patronymic, stated.first)))
        return PersonName(words, "".join(parts), _gender(tagged, fold(said).split()))


Tagged = list[tuple[str, str]]

_WOMANS_FATHER = compile_pattern(r".{3,}(?:[eo]vna|qizi|inichna)|qizi")
_MANS_FATHER = compile_pattern(r".{3,}(?:[eo]v[iy]t?ch|oglu)|oglu")
_WOMANS_FAMILY = compile_pattern(r".{2,}(?:[eo]va|skaya)")
_MANS_FAMILY = compile_pattern(r".{2,}(?:[eo]v|skiy|ski)")


def _gender(tagged: Tagged, words: Sequence[str]) -> int:
    """Tell by the patronymic as it was said, or by the family."""
    fathers = [word for word in words if len(word) > 3]  # noqa: PLR2004 (no mark is shorter)
    if any(_WOMANS_FATHER.fullmatch(word) for word in fathers):
        return 1
    families = [word for word, part in tagged if part == "f"]
    if any(_WOMANS_FAMILY.fullmatch(word) for word in families):
        return 1
    man = any(_MANS_FATHER.fullmatch(word) for word in fathers) or any(map(_MANS_FAMILY.fullmatch, families))
    return -1 if man else 0


def _said(text: str | None) -> str:
    return "" if text is None or is_placeholder(text) else text


def _stated_parts(stated: "StatedName") -> Tagged:
    first, last, patronymic = _said(stated.first), _said(stated.last), _said(stated.patronymic)
    if not (first or last):
        return []
    given, *middle = _with_fathers(_words(first), stated=False) or [("", "")]
    tagged = [(given[0], "p" if given[1] == "p" else "g")] if given[0] else []
    tagged += [(word, "p" if part == "p" else "m") for word, part in middle]
    tagged += [(word, "p" if part == "p" else "f") for word, part in _with_fathers(_words(last), stated=False)]
    tagged += [(word, "p") for word, _ in _with_fathers(_words(patronymic), stated=True)]
    return tagged


def _words(text: str, *, whole: bool = False) -> list[str]:
    """Return the folded words without particles and titles, unless hardly anything else is there.

    Nothing comes after the last word of a `whole` name, so that is no particle: Nguyen Van An.
    """
    words = fold(text).split()
    last = len(words) - 1 if whole else -1
    least = _LEAST_WITHOUT_VOWELS if _NO_VOWELS.search(text) else 0
    telling = [
        word
        for place, word in enumerate(words)
        if place == last or word not in _PARTICLES or (word != "al" and len(word) < least)
    ] or words
    if len(telling) > _LEAST_BESIDE_TITLES:
        plain = [word for word in telling if word not in _TITLES or len(word) < least]
        return plain if len(plain) >= _LEAST_BESIDE_TITLES else telling
    return telling


def _with_fathers(words: Sequence[str], *, stated: bool, least: int = _LEAST_WITH_SURNAME_LIKE_FATHER) -> Tagged:
    """Tell patronymics from other words, which are `u`.

    A word that ends like a patronymic is one where it is stated to be, or where there are `least` words: of two words
    (Роман Абрамович) it may be the family. Of several such words the first that follows a name is one.
    """
    tagged: Tagged = []
    open_ = stated or sum(word not in MARKS for word in words) >= least
    follows = False
    for word in words:
        if word in MARKS:
            tagged[-1:] = [(name, "p") for name, _ in tagged[-1:]]
        elif word in FATHER_FOLLOWS and tagged:
            follows = True
        elif word in FATHER_FOLLOWS - {"ben"} and len(words) > 1:
            continue
        else:
            name = father(word) if open_ and (stated or (tagged and tagged[-1][1] == "u")) else None
            open_ = open_ and (stated or name is None)
            tagged.append((name or word, "p" if stated or follows or name else "u"))
            follows = False
    return tagged


def _whole(text: str) -> Tagged:
    """Tell the parts of a full name: by a comma, by capitals, by endings; what is left stays unknown."""
    family, comma, others = text.partition(",")
    if comma and "," not in others and fold(family) and fold(others):
        beside = _with_fathers(_words(others), stated=False, least=_LEAST_BESIDE_FAMILY)
        return [(word, "f") for word in _words(family)] + _given_first(beside)
    if _CHINESE.fullmatch(text.strip()):
        return [(fold(text.strip()[0]), "f"), (fold(text.strip()[1:]), "g")]
    tagged = _with_fathers(_words(text, whole=True), stated=False)
    families = _shouted(text) or {word for word, part in tagged if part == "u" and looks_like_a_family(word)}
    families |= _beside_families(text, families)
    if not any(word in families for word, _ in tagged):
        return _given_beside_father(tagged)
    known = [(word, "f" if part == "u" and word in families else part) for word, part in tagged]
    return _given_first(known)


def _shouted(text: str) -> set[str]:
    """Return the words in capitals, where others are not: `Sergey Viktorovich LAVROV`."""
    words = _SHOUTED.findall(text)
    capitals = [word for word in words if word.isupper()]
    if not capitals or not any(not word.isupper() and word[0].isupper() for word in words):
        return set()
    return set(fold(" ".join(capitals)).split()) - MARKS


def _beside_families(text: str, families: set[str]) -> set[str]:
    """Return the words that a hyphen ties to a family, and those in brackets: families by marriage, or before."""
    found: set[str] = set()
    for piece in text.split():
        words = fold(piece).split()
        if len(words) > 1 and families.intersection(words):
            found.update(words)
    if families:
        found.update(word for part in _BRACKETS.findall(text) for word in fold(part).split())
    return found


def _given_first(tagged: Tagged) -> Tagged:
    """Where the family is known, the first of the others is the given name, and the others stand in the middle."""
    seen = False
    answer: Tagged = []
    for word, part in tagged:
        answer.append((word, part if part != "u" else "m" if seen else "g"))
        seen = seen or part == "u"
    return answer


def _given_beside_father(tagged: Tagged) -> Tagged:
    """Where there is a patronymic, a single other word is the given name, and none of several is a patronymic."""
    parts = [part for _, part in tagged]
    if "p" not in parts:
        return tagged
    other = "g" if parts.count("u") == 1 else "n"
    return [(word, other if part == "u" else part) for word, part in tagged]
