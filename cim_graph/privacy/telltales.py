"""By which values a text is told to be about somebody: names, numbers, contacts and addresses, and no vocabulary. Pure.

A scheme, a language, a city, a country, a nationality or a legal form is said of very many; neither does a given name,
a surname or what others have as well, a home or the number of a joint account, tell who is meant.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from re import Pattern, escape
from re import compile as compile_pattern
from typing import Final

from cim_graph.kernel.ids import Kind, id_of
from cim_graph.parties.survivorship import full_name
from cim_graph.records.addresses import normal_address
from cim_graph.records.contacts import normal_contact
from cim_graph.records.format import PartyRecord, StatedName
from cim_graph.records.identifiers import normal_identifier
from cim_graph.records.names import fold
from cim_graph.records.parse import parse

_SHORTEST: Final = 4
"""Shorter texts are part of too many others."""
_NUMBER: Final = 6
"""Characters from which on a number tells by itself who is meant."""
_DIGITS: Final = 7
"""The same of digits alone: shorter ones are amounts as well."""
_ADDRESS: Final = 8
_DAY: Final = 10
_KIN: Final = frozenset({"oglu", "qizi"})
"""Son and daughter, as words of names fold."""
_GAP: Final = r"\W{1,3}"
_NEXT_PART: Final = r"(?:\W{1,3}|\W{1,6}(?:first|last)\W{1,6})"
"""What stands between two parts of a name: little in a sentence, the name of the field in a record."""


class Trait(StrEnum):
    """What a value is; only values of different traits add up to somebody."""

    NAME = "NAME"
    BIRTH = "BIRTH"
    NUMBER = "NUMBER"


@dataclass(frozen=True, slots=True)
class Telltale:
    """A value of somebody. `node`: the shared node that it is kept at, `spelled`: a pattern where it has several forms.

    `alone`: it tells who is meant by itself; otherwise it takes one of another trait beside it.
    """

    text: str
    trait: Trait
    alone: bool
    node: str | None = None
    spelled: str | None = None

    @property
    def pattern(self) -> str:
        """The value as a whole word, whatever stands between its parts."""
        return self.spelled or _GAP.join(map(escape, self.text.split()))


@dataclass(frozen=True)
class Telltales:
    """The values of somebody, and the words of their names, which only say who of those that are known is meant."""

    values: frozenset[Telltale]
    parts: frozenset[str] = frozenset()

    @property
    def texts(self) -> list[str]:
        """One of these is in each text that tells, so that others need not be looked at."""
        return sorted({*self.parts, *(one.text for one in self.values)})

    def tells(self, text: str) -> bool:
        """Whether a text is about them, whoever else it may be about."""
        if self._alone is not None and self._alone.search(text):
            return True
        return sum(pattern.search(text) is not None for pattern in self._together) > 1

    def mentions(self, text: str) -> bool:
        """Whether a text that is about them as it is, as its subject, says something of them."""
        return self._any is not None and self._any.search(text) is not None

    @cached_property
    def _alone(self) -> Pattern[str] | None:
        return _words(one.pattern for one in self.values if one.alone)

    @cached_property
    def _together(self) -> list[Pattern[str]]:
        weak = [(one.trait, one.pattern) for one in self.values if not one.alone]
        found = (_words(pattern for trait, pattern in weak if trait is wanted) for wanted in Trait)
        return [pattern for pattern in found if pattern is not None]

    @cached_property
    def _any(self) -> Pattern[str] | None:
        return _words([*map(escape, self.parts), *(one.pattern for one in self.values)])


def _words(patterns: Iterable[str]) -> Pattern[str] | None:
    found = sorted(set(patterns), key=len, reverse=True)
    return compile_pattern(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)") if found else None


def telltales(payloads: Iterable[str], numbers: Iterable[str], common: AbstractSet[str]) -> Telltales:
    """Return what tells somebody, by their records and the keys and numbers that only they have.

    `common`: names that others have as well, and shared nodes that others carry. Such a name tells beside a day of
    birth or a number, such a node nothing.
    """
    records = [said for payload in payloads if isinstance(said := parse(payload).record, PartyRecord)]
    values = {value for record in records for value in _values(record)} | {*map(_number, numbers)}
    told = {_known(one, common) for one in values if len(one.text) >= _SHORTEST and one.node not in common}
    return Telltales(frozenset(told), frozenset(part for record in records for part in _parts(record)))


def _known(value: Telltale, common: AbstractSet[str]) -> Telltale:
    shared = value.trait is Trait.NAME and value.text in common
    return Telltale(value.text, value.trait, alone=False, spelled=value.spelled) if shared else value


def full_names(payloads: Iterable[str]) -> list[str]:
    """Return the names of somebody as they are looked for."""
    records = (said for payload in payloads if isinstance(said := parse(payload).record, PartyRecord))
    return sorted({one.text for record in records for name in record.names for one in _spellings(name)})


def _values(record: PartyRecord) -> Iterator[Telltale]:
    for name in record.names:
        yield from _spellings(name)
    if record.birth_date and len(record.birth_date) == _DAY:
        yield Telltale(record.birth_date, Trait.BIRTH, alone=False)
    yield from _identifiers(record)
    yield from _contacts(record)
    yield from _addresses(record)


def _spellings(name: StatedName) -> Iterator[Telltale]:
    """Yield a name as it is stated, if it has two words at least, and given name and surname in both orders."""
    if len(text := full_name(name)) and " " in text:
        yield Telltale(text, Trait.NAME, alone=True)
    first, last = ((part or "").strip() for part in (name.first, name.last))
    if first and last:
        for one, other in ((first, last), (last, first)):
            spelled = _NEXT_PART.join((escape(one), escape(other)))
            yield Telltale(f"{one} {other}", Trait.NAME, alone=True, spelled=spelled)


def _identifiers(record: PartyRecord) -> Iterator[Telltale]:
    for item in record.identifiers:
        normal = normal_identifier(item.scheme, item.value, item.country)
        node = id_of(Kind.IDENTIFIER, normal.scheme, normal.value)
        yield from (_number(text, node) for text in (item.value, normal.value))


def _contacts(record: PartyRecord) -> Iterator[Telltale]:
    for item in record.contacts:
        normal = normal_contact(item.kind, item.value)
        node = id_of(Kind.CONTACT, normal.family, normal.value)
        yield from (_number(text, node) for text in (item.value, normal.value))


def _addresses(record: PartyRecord) -> Iterator[Telltale]:
    """Yield addresses with a house number: without one they name a street, a village or a city."""
    for item in record.addresses:
        normal = normal_address({**vars(item), **(item.model_extra or {})})
        node = id_of(Kind.ADDRESS, normal.key) if normal.key else None
        for text in filter(None, (item.text, normal.text)):
            if len(text) >= _ADDRESS and any(letter.isdigit() for letter in text):
                yield Telltale(text.strip(), Trait.NUMBER, alone=True, node=node)


def _number(text: str, node: str | None = None) -> Telltale:
    digits = sum(letter.isdigit() for letter in text)
    long = len(text) >= (_DIGITS if digits == len(text) else _NUMBER)
    return Telltale(text.strip(), Trait.NUMBER, alone=long and (digits > 0 or "@" in text or "." in text), node=node)


def _parts(record: PartyRecord) -> Iterator[str]:
    """Yield the words of the names of a person."""
    if record.type == "person":
        words = (word for name in record.names for word in full_name(name).split())
        yield from (word for word in words if len(word) >= _SHORTEST and fold(word) not in _KIN)
