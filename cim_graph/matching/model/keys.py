"""Candidate keys: two records that share one are compared.

A key is short text, made of one record alone, and stays the same as long as the record does, so that it can be kept in
the graph and looked up. Most join two things a record says, so that an error in one leaves keys of the others. A key
that many share is dropped, and the next one has to do: `names` of a common name gives way to `names, birth year`.
"""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations, islice
from typing import TYPE_CHECKING

from cim_graph.records.sounds import sound

if TYPE_CHECKING:
    from cim_graph.matching.model.company_names import CompanyName
    from cim_graph.matching.model.evidence import Evidence
    from cim_graph.matching.model.person_names import PersonName

MOST_KEYS = 24
"""Keys of one record; those that tell most come first."""
MOST_RECORDS = 50
"""Records that may share a key before it is dropped."""

_LONGEST = 40
_DIGEST = 12
_WHOLE_DAY = len("1984-03-09")
_PHONE_END = 7
_BEGINNING = 3
_INITIALS = 2
_MOST_WORDS = 3
_LONGEST_ACRONYM = 8
_STREET_WORDS = 2

_NAMES = frozenset({"given", "family", "company"})
_BIRTH = frozenset({"birth", "founded"})
GIVEN = {
    "i": frozenset({"registration", "identifier"}),
    "p": frozenset({"phone"}),
    "e": frozenset({"email"}),
    "eu": frozenset({"email"}),
    "ed": frozenset({"email"}),
    "ny": _NAMES | _BIRTH,
    "wb": _NAMES | _BIRTH,
    "wm": _NAMES | _BIRTH,
    "wd": _NAMES | _BIRTH,
    "bz": _BIRTH | {"postcode"},
    "bc": _BIRTH | {"city"},
    "ab": _BIRTH | {"address"},
    "a": frozenset({"address"}),
    "an": frozenset({"address"}),
    "ac": frozenset({"address", "city"}),
    "aw": _NAMES | {"address"},
    "wz": _NAMES | {"postcode"},
    "wc": _NAMES | {"city"},
    "we": _NAMES | {"employer"},
    "n": _NAMES,
    "nb": _NAMES,
    "w": _NAMES,
    "q": _NAMES,
}
"""Kinds of keys, which stand before the colon, and the features that a shared key makes agree; new kinds come last."""
WHOLE_NAMES = frozenset({"n", "nb", "ny", "w"})
"""Kinds of keys that relatives do not share, since both names are in them."""

Words = tuple[str, ...]


def keys(evidence: "Evidence") -> tuple[str, ...]:
    """Return the candidate keys of a record, each once, the most telling first; of an entry of a list all of them.

    An entry states many names and dates of birth, and by any of them somebody may be found.
    """
    made = dict.fromkeys(_all(evidence))
    made.pop("", None)
    return tuple(made) if evidence.listed else tuple(islice(made, MOST_KEYS))


class _Named:
    """The sounds of the words of each name of a record, and what keys make of them."""

    def __init__(self, names: list[Words]) -> None:
        self.names = names
        self.words = list(dict.fromkeys(word for words in names for word in words))
        self.pairs = [pair for words in names for pair in combinations(sorted(words), 2)]
        """Pairs of words of one name in order, so that it does not matter which of them comes first."""


def _all(said: "Evidence") -> list[str]:
    named = _Named(_name_words(said))
    return [*_shared_values(said), *_with_birth(said, named), *_with_place(said, named), *_names_alone(said, named)]


def _key(kind: str, *parts: str) -> str:
    """Return a key of the kind, or nothing where a part is missing."""
    if "" in parts:
        return ""
    text = f"{kind}:{'|'.join(parts)}"
    if len(text) <= _LONGEST:
        return text
    return f"{kind}:{blake2b(text.encode('utf-8', 'surrogatepass'), digest_size=_DIGEST).hexdigest()}"


def _shared_values(said: "Evidence") -> Iterator[str]:
    for registration in said.registrations:
        yield from (_key("i", registration.scheme, value) for value in registration.values)
    yield from (_key("i", paper.scheme, paper.value) for paper in said.papers)
    yield from (_key("p", phone[-_PHONE_END:]) for phone in said.phones)
    for email in said.emails:
        yield _key("e", email)


def _name_words(said: "Evidence") -> list[Words]:
    """Return the sounds of the words of each name: of a person those of given and family name, as far as told."""
    return list(dict.fromkeys([*map(_person, said.people), *map(_company, said.companies)]))


def _person(name: "PersonName") -> Words:
    own = [word for word, part in zip(name.words, name.parts, strict=True) if part not in "pm"]
    return _first_and_last([sound(word) for word in own or name.words])


def _company(name: "CompanyName") -> Words:
    return _first_and_last([sound(word) for word in name.words])


def _as_initials(name: "CompanyName") -> Words:
    """Return a name of one short word, which may be made of the initials of another."""
    return name.words if len(name.words) == 1 and len(name.words[0]) <= _LONGEST_ACRONYM else ()


def _first_and_last(words: list[str]) -> Words:
    return tuple(dict.fromkeys(words if len(words) <= _MOST_WORDS else [*words[: _MOST_WORDS - 1], words[-1]]))


def _with_birth(said: "Evidence", named: _Named) -> Iterator[str]:
    places = [street for place in said.places for street in _streets(place.words)[:1]]
    for day in (*said.births, *said.founded):
        year = day[:4]
        yield from [_key("ny", *pair, year) for pair in named.pairs]
        if len(day) == _WHOLE_DAY:
            yield from [_key("wb", word, day) for word in named.words]
            yield from [_key("bz", day, postcode) for postcode in said.postcodes]
            yield from [_key("bc", day, city) for city in said.cities]
            yield from [_key("wm", word[:_INITIALS], day[:7]) for word in named.words]
            yield from [_key("wd", word[:_BEGINNING], day[5:]) for word in named.words]
            yield from [_key("ab", street, day) for street in places]


def _with_place(said: "Evidence", named: _Named) -> Iterator[str]:
    for place in said.places:
        streets = _streets(place.words)
        yield _key("an", place.numbers) if " " in place.numbers else ""
        yield from [_key("a", street, place.numbers) for street in streets[:1]]
        yield from [_key("ac", street, place.city) for street in streets]
        yield from [_key("aw", street, word) for street in streets[:1] for word in named.words]
    yield from [_key("wz", word[:_BEGINNING], postcode) for postcode in said.postcodes for word in named.words]
    yield from [_key("wc", word, city) for city in said.cities for word in named.words]


@lru_cache(maxsize=4096)
def _streets(words: str) -> list[str]:
    """Return the two longest words of an address: they tell most."""
    return [sound(word) for word in sorted(words.split(), key=lambda word: (-len(word), word))[:_STREET_WORDS]]


def _names_alone(said: "Evidence", named: _Named) -> Iterator[str]:
    yield from [_key("n", *pair) for pair in named.pairs]
    yield from [_key("nb", one[:_BEGINNING], other[:_BEGINNING]) for one, other in named.pairs]
    for email in said.emails:
        user, _, domain = email.partition("@")
        yield from (_key("eu", user), _key("ed", domain))
    for employer in said.employers:
        yield from [_key("we", word, sound(employer.split()[0])) for word in named.words]
    yield from [_key("w", *words) for words in named.names if len(words) == 1]
    for company in said.companies:
        yield from [_key("q", letters) for letters in (*company.initials, *_as_initials(company))]
