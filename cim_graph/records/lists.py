"""Lists that parties are screened against: of sanctioned parties, of those to be watched."""

from typing import TYPE_CHECKING

from cim_graph.kernel.vocabulary import PartyStatus

if TYPE_CHECKING:
    from cim_graph.records.format import PartyRecord

FLAGS = frozenset({"sanctioned", "watchlist"})


def is_listed(record: "PartyRecord") -> bool:
    """Whether a record is an entry of a list: it has a flag of lists, and says that its party is none of ours.

    A client whom a source of ours calls sanctioned is no entry of a list, nor is an owner whom a register calls so.
    """
    return record.status is PartyStatus.EXTERNAL and not FLAGS.isdisjoint(record.flags)
