"""How long what is kept on a party is kept: a document that a bank may replace, and what it comes to for one party."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import orjson

from cim_graph.kernel.document import read_document
from cim_graph.kernel.vocabulary import PartyStatus
from cim_graph.privacy.ending import Standing, change_of, end_of

_HERE: Final = Path(__file__).resolve().parent
OURS: Final = _HERE / "retention.yaml"
_SCHEMA: Final = jsonschema_rs.Draft202012Validator(orjson.loads((_HERE / "retention.schema.json").read_bytes()))
_EVENT_DAYS: Final = 400
_END: Final = "end"


@dataclass(frozen=True, slots=True)
class Term:
    """So many years, of which parties, and from which day on; a condition that is nothing holds always."""

    title: str
    statuses: frozenset[str]
    kinds: frozenset[str] | None
    segments: frozenset[str] | None
    years: int
    begins: str
    asked: bool

    def fits(self, party: Standing) -> bool:
        """Whether it holds for a party."""
        return (
            _status(party) in self.statuses
            and (self.kinds is None or party.kind in self.kinds)
            and (self.segments is None or not self.segments.isdisjoint(map(str.casefold, party.segments)))
        )

    def until(self, party: Standing) -> str | None:
        """Return the first day on which a party need not be kept; nothing while its relationship stands."""
        begun = end_of(party) if self.begins == _END else change_of(party)
        return None if begun is None else years_after(begun, self.years)


@dataclass(frozen=True, slots=True)
class Over:
    """When the time of a party is over, by which term; `asked`: it holds only for who asks."""

    until: str
    term: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Retention:
    """The terms in force; `erases`: also what nobody asked to erase. `event_days`: how long the outbox is kept.

    `transaction_years`: how long transactions are kept; nothing where they stay.
    """

    erases: bool
    event_days: int
    terms: tuple[Term, ...]
    transaction_years: int | None = None

    @property
    def statuses(self) -> list[str]:
        """The statuses of parties whose time may be over without anybody asking."""
        return sorted({status for term in self.terms if not term.asked for status in term.statuses})

    def transactions_from(self, day: str) -> str | None:
        """Return the first day whose transactions are kept on a day; nothing where all are."""
        if self.transaction_years is None or not self.erases:
            return None
        return years_after(day, -self.transaction_years)

    def over(self, party: Standing) -> Over | None:
        """Return when the time of a party is over; nothing where no term fits, or its relationship stands."""
        term = next((term for term in self.terms if term.fits(party)), None)
        until = term.until(party) if term else None
        return Over(until, term.title, term.asked) if term and until else None


def _status(party: Standing) -> str:
    """Return the status that counts: a customer that no source describes any more is none."""
    gone = party.gone is not None and party.status == PartyStatus.CUSTOMER
    return PartyStatus.FORMER if gone else party.status


def years_after(day: str, years: int) -> str:
    """Return the same day years later, the first of March for a 29 February that there is not."""
    begun = date.fromisoformat(day)
    try:
        return begun.replace(year=begun.year + years).isoformat()
    except ValueError:
        return begun.replace(year=begun.year + years, month=3, day=1).isoformat()


@lru_cache(maxsize=8)
def retention(own: Path | None = None) -> Retention:
    """Return the terms in force; raise SetupError for a document that cannot be read, or that its schema refuses."""
    document = read_document(own or OURS, _SCHEMA, "retention", "CIM_RETENTION_FILE")
    terms = tuple(map(_term, document["terms"]))
    days = document.get("events", _EVENT_DAYS)
    return Retention(document.get("erase", False), days, terms, document.get("transactions"))


def _term(stated: Mapping[str, Any]) -> Term:
    kinds, segments = stated.get("kinds"), stated.get("segments")
    return Term(
        stated["title"],
        frozenset(stated["statuses"]),
        None if kinds is None else frozenset(kinds),
        None if segments is None else frozenset(map(str.casefold, segments)),
        stated["years"],
        stated["from"],
        stated.get("asked", False),
    )
