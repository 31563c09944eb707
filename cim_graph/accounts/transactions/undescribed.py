"""Accounts that transactions name and no record describes: the transactions are kept, and it is told."""

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

import orjson

from cim_graph.accounts.transactions.prepare import NUMBER
from cim_graph.accounts.transactions.store import UNDESCRIBED
from cim_graph.graph.statement import Ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cim_graph.accounts.landing import PreparedHolding
    from cim_graph.accounts.transactions.prepare import PreparedTransaction
    from cim_graph.graph.session import Graph
    from cim_graph.graph.statement import Ask

MOST: Final = 100_000
"""Accounts that are told apart: a load of another bank's payments must not take the memory."""
_EXAMPLES: Final = 5
_ASKED: Final = 10_000


@dataclass(slots=True)
class Undescribed:
    """How many transactions name each such account, and how it is written; `further`: how many name accounts beyond."""

    counts: dict[str, int] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    further: int = 0

    @property
    def transactions(self) -> int:
        """How many transactions name such accounts."""
        return sum(self.counts.values()) + self.further

    def examples(self) -> list[str]:
        """Return a few of the accounts as they are written."""
        return list(islice(self.written.values(), _EXAMPLES))

    def take(self, id_: str, written: str, transactions: int = 1) -> None:
        """Count transactions that name an account."""
        if id_ not in self.counts and len(self.counts) >= MOST:
            self.further += transactions
            return
        self.counts[id_] = self.counts.get(id_, 0) + transactions
        self.written.setdefault(id_, written)

    def add(self, other: "Undescribed") -> None:
        """Take up what further transactions name."""
        for id_, transactions in other.counts.items():
            self.take(id_, other.written[id_], transactions)
        self.further += other.further


async def undescribed(
    ask: "Ask", items: "Sequence[PreparedTransaction]", beside: "Iterable[PreparedHolding]" = ()
) -> Undescribed:
    """Return which accounts of transactions no record describes, nor any that comes beside them."""
    described = {name for holding in beside for name in (holding.id, f"{NUMBER}{holding.node.get('number')}")}
    names = sorted({item.row["account"] for item in items} - described)
    missing = {row.id for row in await ask(UNDESCRIBED(Ids(names)))}
    found = Undescribed()
    for item in items:
        if item.row["account"] in missing:
            found.take(item.row["account"], _written(item))
    return found


async def still(graph: "Graph", earlier: Undescribed) -> Undescribed:
    """Return what of this no record describes by now: the account may have come after the transaction."""
    now = Undescribed(further=earlier.further)
    names = list(earlier.counts)
    for start in range(0, len(names), _ASKED):
        for row in await graph.read(UNDESCRIBED(Ids(names[start : start + _ASKED]))):
            now.take(row.id, earlier.written[row.id], earlier.counts[row.id])
    return now


def _written(item: "PreparedTransaction") -> str:
    account = orjson.loads(item.row["payload"])["account"]
    if isinstance(account, str):
        return account
    return " ".join(str(account[name]) for name in ("source", "key", "scheme", "value") if account.get(name))
