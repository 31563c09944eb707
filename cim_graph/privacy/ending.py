"""When the relationship with a party ended, by what its records and accounts say. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any, Final

from cim_graph.kernel.vocabulary import PartyStatus
from cim_graph.records.format import PartyRecord
from cim_graph.records.parse import parse

STATED: Final = "relationshipEnd"
"""The attribute of a party's record in which its source states the day."""
_CLOSED: Final = frozenset({"closed", "terminated", "cancelled"})
"""What sources call an account that is no longer there."""
_DAY: Final = 10


@dataclass(frozen=True, slots=True)
class Version:
    """What a record of a party says, or said: since when the registry knows it, and whether it was taken back."""

    record: str
    received_at: str
    status: str | None
    segment: str | None
    stated_end: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class Held:
    """An account: the day on which it was closed, what its source calls its state, when the registry learned that."""

    closed: str | None
    status: str | None
    received_at: str

    @property
    def closed_on(self) -> str | None:
        """The day on which it was closed; nothing while it is open."""
        if self.closed:
            return self.closed[:_DAY]
        return self.received_at[:_DAY] if (self.status or "").casefold() in _CLOSED else None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a party stands: its golden kind and status, what its records say and said, the accounts that it holds.

    `gone` is the moment from which on no source describes it any more.
    """

    kind: str
    status: str
    versions: tuple[Version, ...]
    accounts: tuple[Held, ...] = ()
    gone: str | None = None

    @property
    def segments(self) -> list[str]:
        """The segments that its records state."""
        return [one.segment for one in self.versions if one.current and one.segment]


def version_of(record: str, received_at: str, payload: str, *, current: bool) -> Version | None:
    """Return what a payload says; nothing where that is no party."""
    said = parse(payload).record
    if not isinstance(said, PartyRecord):
        return None
    end = said.attributes.get(STATED)
    status = said.status.value if said.status else None
    return Version(record, received_at, status, said.segment, _day(end), current)


def _day(stated: Any) -> str | None:  # noqa: ANN401 (any JSON)
    try:
        return date.fromisoformat(stated).isoformat()
    except (TypeError, ValueError):
        return None


def end_of(party: Standing) -> str | None:
    """Return the day on which the relationship ended; nothing while it stands.

    That is the last of all days that its records and accounts tell. A record tells the day that its source states, or
    else the one on which the registry learned that the party is FORMER; an account the day on which it was closed. It
    stands while any record calls the party a customer, or while an account is open. It has ended with the last source
    that took back what it said of it.
    """
    closed = [account.closed_on for account in party.accounts]
    if None in closed or (party.gone is None and _runs(party)):
        return None
    ended = [party.gone[:_DAY]] if party.gone else list(_ends(party.versions))
    return max([*ended, *(day for day in closed if day)]) if ended else None


def _runs(party: Standing) -> bool:
    said = (one.status for one in party.versions if one.current)
    return PartyStatus.CUSTOMER in {party.status, *said}


def change_of(party: Standing) -> str | None:
    """Return the day of the last change of what its records say; nothing while it holds an open account."""
    if any(account.closed_on is None for account in party.accounts):
        return None
    moments = [party.gone] if party.gone else [one.received_at for one in party.versions]
    return max((moment[:_DAY] for moment in moments), default=None)


def _ends(versions: Sequence[Version]) -> Iterator[str]:
    """Yield for each record the day that it states, or else the one since which it says FORMER without a break."""
    by_record: dict[str, list[Version]] = defaultdict(list)
    for one in sorted(versions, key=lambda one: one.received_at, reverse=True):
        by_record[one.record].append(one)
    for said in by_record.values():
        stated = next((one.stated_end for one in said if one.current and one.stated_end), None)
        former = list(takewhile(lambda one: one.status == PartyStatus.FORMER, said))
        if stated or former:
            yield stated or former[-1].received_at[:_DAY]
