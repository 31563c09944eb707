"""Lists that parties are screened against: of sanctioned parties, of those to be watched."""

from typing import TYPE_CHECKING

from cim_graph.kernel.vocabulary import PartyStatus

if TYPE_CHECKING:
    from cim_graph.records.format import PartyRecord

FLAGS = frozenset({"sanctioned", "watchlist"})


def is_listed(record: "PartyRecord") -> bool:
    """Whether a record is an entry of a list: it says so by a flag, and its party is no client of ours.

    A client that a source of ours calls sanctioned is no entry of a list.
    """
    return record.status in {None, PartyStatus.EXTERNAL} and not FLAGS.isdisjoint(record.flags)
