"""What stewards pin of golden values: it outlives every load, and is told where the record it corrects has changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from re import compile as compile_pattern
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Empty, Ids, Read, Write
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.printable import check_printable
from cim_graph.kernel.vocabulary import RESTRICTED, PartyStatus
from cim_graph.records.countries import normal_country
from cim_graph.records.dates import birth_date
from cim_graph.records.placeholders import is_placeholder

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction

LONGEST_VALUE = 500
FIELDS = ("name", "birthDate", "jurisdiction", "status", "segment", "branch", "manager")
"""Golden fields that can be pinned."""
RESTRICTION = "restricted"
"""What an erasure pins until it is done: the day on which it will be. The party is in no segment but that meanwhile."""

_SPACES = compile_pattern(r"\s+")


@dataclass(frozen=True, slots=True)
class Pinned:
    """What is pinned of the party that a record describes."""

    id: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A value to be pinned, and the record that it corrects."""

    record: str
    pin: dict[str, Any]


PINS = Read("parties/pins", Ids, Pinned)
PIN = Write("parties/pin", Pin, Empty)


async def pins(transaction: "Transaction", records: Iterable[str]) -> Mapping[str, dict[str, str]]:
    """Return by record what is pinned of the party that it describes."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in await transaction.run(PINS(Ids(sorted(records)))):
        found[row.id][row.field] = row.value
    return found


def pinnable(field: str, value: object, kind: str, day: str) -> str | None:
    """Check a value that is to be pinned, and bring it into normal form; nothing takes back what is pinned.

    `kind` is that of the party, `day` today. Raises BadInputError for a field that cannot be pinned, and for a value
    that cannot be.
    """
    if field not in FIELDS:
        raise BadInputError(f"`field` {field[:40]!r} cannot be pinned; there are {', '.join(FIELDS)}")
    if value is None:
        return None
    text = _SPACES.sub(" ", value).strip() if isinstance(value, str) else ""
    if not text or len(text) > LONGEST_VALUE or (field != "status" and is_placeholder(text)):  # CUSTOMER is no name
        raise BadInputError(f"`value` of {field} must be text of 1 to {LONGEST_VALUE} characters that says something")
    check_printable(f"`value` of {field}", text)
    return _born(text, kind, day) if field == "birthDate" else _normal(field, text)


def _born(text: str, kind: str, day: str) -> str:
    if kind != "PERSON":
        raise BadInputError(f"`field` birthDate: only persons are born, this party is of kind {kind}")
    date = birth_date(text)
    if not date.valid:
        raise BadInputError(f"`value` of birthDate: {date.problem}")
    if date.text > day:
        raise BadInputError(f"`value` of birthDate: {date.text} has not come yet")
    return date.text


def _normal(field: str, text: str) -> str:
    if field == "segment" and text == RESTRICTED:
        raise BadInputError(f"`value` of segment: {RESTRICTED} is what an erasure makes of it; take another word")
    if field == "status" and text not in set(PartyStatus):
        raise BadInputError(f"`value` of status must be one of {', '.join(PartyStatus)}")
    if field == "jurisdiction":
        code = normal_country(text)
        if code is None:
            raise BadInputError(f"`value` of jurisdiction {text[:40]!r} is no country; write its ISO 3166 code")
        return code
    return text
