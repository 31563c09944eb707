"""A text that somebody types, as what can be looked for: words of names, and values of shared nodes."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.records.contacts import normal_contact
from cim_graph.records.identifiers import normal_identifier
from cim_graph.records.names import fold
from cim_graph.records.sounds import fathers, sound

LONGEST_TEXT = 500
MOST_WORDS = 6
"""Words of a text that the index is asked for; the reranking reads them all."""

_WEAK = frozenset(
    {
        "oglu", "qizi", "mmc", "asc", "qsc", "llc", "ltd", "ooo", "ao", "zao", "oao", "pao", "inc", "corp", "gmbh",
        "ag", "plc", "limited", "mahdud", "masuliyyatli", "jamiyyati",
    }
)  # fmt: skip
"""Folded words that very many names hold: legal forms, son and daughter."""
_LEAST_PREFIX = 3
_LEAST_FUZZY = 3
_LEAST_TWO_EDITS = 8
_LEAST_DIGITS = 5
_MOST_PIECES = 8
_IDENTIFIERS = ("account", "other", "az-voen", "lei", "iban")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared: folded, its sound key, those of the name in a patronymic, and whether it is weak."""

    text: str
    sound: str
    fathers: tuple[str, ...]
    weak: bool


def checked(text: str) -> str:
    """Return a text that can be searched for; raise BadInputError for one that is too long."""
    if len(text) > LONGEST_TEXT:
        raise BadInputError(f"`text` has {len(text)} characters; search for at most {LONGEST_TEXT}")
    return text.encode("utf-8", "ignore").decode()


def words(text: str) -> list[Word]:
    """Return the words of a text or a name, each once, in order."""
    return [Word(word, sound(word), fathers(word), word in _WEAK) for word in dict.fromkeys(fold(text).split())]


def queries(asked: list[Word]) -> list[str]:
    """Return Lucene queries for the index of names, each wider than the one before.

    Every word, as it is or as it sounds, the last one perhaps not yet finished; every word within an edit or two; all
    words but one, where there are three or more. Words hold letters and digits only, so nothing that was typed is
    syntax.
    """
    wanted = _telling(asked)
    if not wanted:
        return []
    last = asked[-1]
    close = [_group(word, _near(word)) for word in wanted]
    found = [
        _all(_group(word, _begun(word) if word == last else "") for word in wanted),
        _all(_group(word, f"{_near(word)} {_begun(word) if word == last else ''}") for word in wanted),
    ]
    if len(wanted) > 2:  # noqa: PLR2004 (of two words, one alone is not enough)
        found.append(" ".join(f"({_all(some)})" for some in combinations(close, len(close) - 1)))
    return found


def values(text: str) -> list[str]:
    """Return the normal forms that identifiers and account numbers would have, were the text, or a word of it, one."""
    forms = (normal_identifier(scheme, piece, None).value for piece in _pieces(text) for scheme in _IDENTIFIERS)
    return sorted({form for form in forms if form})


def contact_ids(text: str) -> list[str]:
    """Return the ids that phones, e-mail addresses and web pages would have, were the text, or a word of it, one."""
    contacts = (normal_contact(family, piece) for piece in _pieces(text) if (family := _family(piece)))
    return sorted({id_of(Kind.CONTACT, contact.family, contact.value) for contact in contacts})


def _family(piece: str) -> str | None:
    if "@" in piece:
        return "email"
    if sum(letter.isdigit() for letter in piece) >= _LEAST_DIGITS:
        return "phone"
    return "web" if "." in piece else None


def _pieces(text: str) -> list[str]:
    """Return the text, and those of its words that may be a number or an address."""
    telling = (word for word in text.split() if "@" in word or any(letter.isdigit() for letter in word))
    return list(dict.fromkeys(piece for piece in (text.strip(), *telling) if piece))[:_MOST_PIECES]


def _telling(asked: list[Word]) -> list[Word]:
    """Return the words that say most about who is meant; the weak ones where there are no others."""
    strong = [word for word in asked if not word.weak] or asked
    kept = sorted(strong, key=lambda word: -len(word.text))[:MOST_WORDS]
    return [word for word in strong if word in kept]


def _group(word: Word, more: str) -> str:
    keys = " ".join(f"_{key}" for key in (word.sound, *word.fathers))
    return f"({word.text}^2 {keys} {more})"


def _begun(word: Word) -> str:
    return f"{word.text}* _{word.sound}*" if len(word.text) >= _LEAST_PREFIX else ""


def _near(word: Word) -> str:
    if len(word.text) < _LEAST_FUZZY:
        return ""
    return f"{word.text}~{2 if len(word.text) >= _LEAST_TWO_EDITS else 1}"


def _all(groups: Iterable[str]) -> str:
    return " ".join(f"+{group}" for group in groups)
