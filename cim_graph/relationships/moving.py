"""Relationships are taken off before records change their party, and drawn again after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Found, Ids, Read, Rows
from cim_graph.relationships.drawing import BETWEEN, ERASE, Rules, pairs_of, touch
from cim_graph.relationships.joining import AT_RECORDS, Joining, join
from cim_graph.relationships.landing import held

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction

MENTIONING = Read("relationships/mentioning", Ids, Found)


@dataclass(frozen=True, slots=True)
class Lifted:
    """Facts whose relationships were taken off, and the parties at which these lay, with their new versions."""

    facts: list[str]
    touched: dict[str, int]


async def lift(transaction: "Transaction", moving: Sequence[str], renamed: Sequence[str]) -> Lifted:
    """Take off the relationships of facts at records that move, and of those that name a party that is renamed.

    Where another source says the same of the same parties, its fact is lifted too: what both come to is drawn again.
    """
    ids = {row.id for row in await transaction.run(AT_RECORDS(Ids(sorted(moving))))} if moving else set()
    ids |= {row.id for row in await transaction.run(MENTIONING(Ids(sorted(renamed))))} if renamed else set()
    await held(transaction, sorted(ids))
    pairs = await pairs_of(transaction, sorted(ids))
    touched = await touch(transaction, pairs)
    rows = Rows([{"from": pair[0], "to": pair[1], "kind": pair[2]} for pair in sorted(pairs)])
    if pairs:
        ids |= {id_ for edge in await transaction.run(BETWEEN(rows)) for id_ in edge.facts}
        await transaction.run(ERASE(rows))
    return Lifted(sorted(ids), touched)


async def lay(transaction: "Transaction", lifted: Lifted, rules: Rules) -> dict[str, int]:
    """Draw the relationships of lifted facts between the parties that their records describe now."""
    joining = Joining()
    if lifted.facts:
        await join(transaction, lifted.facts, set(), rules, joining)
    return joining.parties
