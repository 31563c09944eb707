"""Relationships are taken off before records change their party, and drawn again after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Found, Ids, Read, Rows
from cim_graph.relationships.drawing import BETWEEN, ERASE, Rules, pairs_of, touch
from cim_graph.relationships.joining import AT_RECORDS, Joining, join
from cim_graph.relationships.landing import held

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.graph.statement import BoundRead

MENTIONING = Read("relationships/mentioning", Ids, Found)
SHARED = Read("relationships/shared", Rows, Found)
LAID = Read("relationships/laid", Ids, Found)


@dataclass(frozen=True, slots=True)
class Lifted:
    """Facts whose relationships were taken off, and the parties at which these lay, with their new versions."""

    facts: list[str]
    touched: dict[str, int]


@dataclass(frozen=True, slots=True)
class Lifting:
    """Whose relationships are taken off: those of records that move, and what names a party that is renamed.

    `laid` are parts that go with their records, so that what was drawn there stays. `shared` are parties whose nodes
    come to others as they are: what both say of one party is drawn again.
    """

    moving: Sequence[str]
    renamed: Sequence[str]
    laid: Sequence[str] = ()
    shared: Sequence[dict[str, Any]] = ()


async def lift(transaction: "Transaction", lifting: Lifting) -> Lifted:
    """Take off the relationships of facts at records that move, and of those that name a party that is renamed.

    Where another source says the same of the same parties, its fact is lifted too: what both come to is drawn again.
    """
    ids = await _facts(transaction, lifting)
    await held(transaction, sorted(ids))
    pairs = await pairs_of(transaction, sorted(ids))
    touched = await touch(transaction, pairs)
    rows = Rows([{"from": pair[0], "to": pair[1], "kind": pair[2]} for pair in sorted(pairs)])
    if pairs:
        ids |= {id_ for edge in await transaction.run(BETWEEN(rows)) for id_ in edge.facts}
        await transaction.run(ERASE(rows))
    return Lifted(sorted(ids), touched)


async def _facts(transaction: "Transaction", lifting: Lifting) -> set[str]:
    async def found(statement: "Callable[[Ids], BoundRead[Found]]", asked: Sequence[str]) -> set[str]:
        return {row.id for row in await transaction.run(statement(Ids(sorted(asked))))} if asked else set()

    ids = await found(AT_RECORDS, lifting.moving) - await found(LAID, lifting.laid)
    ids |= await found(MENTIONING, lifting.renamed)
    if lifting.shared:
        ids |= {row.id for row in await transaction.run(SHARED(Rows(list(lifting.shared))))}
    return ids


async def lay(transaction: "Transaction", lifted: Lifted, rules: Rules) -> dict[str, int]:
    """Draw the relationships of lifted facts between the parties that their records describe now."""
    joining = Joining()
    if lifted.facts:
        await join(transaction, lifted.facts, set(), rules, joining)
    return joining.parties
