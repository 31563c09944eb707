"""Facts are joined to parties that come, and wait again when these go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cim_graph.graph.statement import Empty, Found, Ids, Read, Rows, Write
from cim_graph.kernel.ids import Kind
from cim_graph.relationships.drawing import FACTS, Pair, Rules, draw, pair_of, pairs_of, touch
from cim_graph.relationships.ends import lock
from cim_graph.relationships.landing import held
from cim_graph.relationships.stored import fact_of

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction

MOST: Final = 10_000
"""Facts that are joined in one transaction; what waits beyond them is put on the schedule of the day."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Naming:
    """An end that an identifier names: the record it is tied to, and the one it should be."""

    id: str
    end: str
    identifier: str
    tied: str | None
    wanted: str | None


@dataclass(frozen=True, slots=True)
class Postponed:
    """Facts that are to be joined on a day (ISO 8601)."""

    ids: list[str]
    day: str


@dataclass(slots=True)
class Joining:
    """The parties touched, with their new versions, and how many facts were put on the schedule to be joined."""

    parties: dict[str, int] = field(default_factory=dict)
    postponed: int = 0


AT_RECORDS = Read("relationships/at_records", Ids, Found)
NAMING = Write("relationships/naming", Ids, Naming)
MARK = Write("relationships/mark", Rows, Empty)
RETIE = Write("relationships/retie", Rows, Empty)
POSTPONE = Write("relationships/postpone", Postponed, Empty)


async def release(transaction: "Transaction", records: Sequence[str], rules: Rules) -> dict[str, int]:
    """Let the facts at records wait again: what the records describe is about to go. Answer the parties touched."""
    touched: dict[str, int] = {}
    await lock(transaction, records, touched)  # so that no fact comes to stand there meanwhile
    ids = sorted({row.id for row in await transaction.run(AT_RECORDS(Ids(sorted(records))))})
    await held(transaction, ids)
    pairs = await pairs_of(transaction, ids)
    touched |= await touch(transaction, pairs)
    await transaction.run(MARK(Rows([{"id": id_, "waiting": True} for id_ in ids])))
    await draw(transaction, pairs, [], rules)
    return touched


async def settle(
    transaction: "Transaction", records: Sequence[str], identifiers: Sequence[str], rules: Rules
) -> Joining:
    """Join what waited for records that have come, and for identifiers that somebody carries, or no more.

    Of a crowd that waits, so many are joined that the transaction ends in time; the others when the day's are drawn.
    """
    named = await transaction.run(NAMING(Ids(sorted(identifiers)))) if identifiers else []
    moved = [naming for naming in named if naming.tied != naming.wanted]
    waited = {row.id for row in await transaction.run(AT_RECORDS(Ids(sorted(records))))} if records else set()
    waited |= {naming.id for naming in moved if naming.id[0] == Kind.FACT}
    drawn = {naming.id for naming in moved if naming.id[0] == Kind.FACT and naming.tied}
    now, later = _bounded(waited - drawn)
    ids = sorted(drawn | now)
    await held(transaction, ids)  # their other ends may be coming just now: who is second has to see both
    before = await pairs_of(transaction, ids)
    joining = Joining(postponed=len(later))
    if moved:
        await transaction.run(RETIE(Rows([_retied(naming) for naming in moved])))
        accounts = [naming for naming in moved if naming.id[0] != Kind.FACT]
        await lock(transaction, {id_ for one in accounts for id_ in (one.tied, one.wanted) if id_}, joining.parties)
    if later:
        await transaction.run(POSTPONE(Postponed(later, rules.day)))
    if ids:
        await join(transaction, ids, before, rules, joining)
    return joining


async def join(
    transaction: "Transaction", ids: Sequence[str], before: set[Pair], rules: Rules, joining: Joining
) -> None:
    """Draw facts between the parties at their ends, and no more between those that they connected before."""
    stored = await transaction.run(FACTS(Ids(list(ids))))
    await transaction.run(MARK(Rows([{"id": row.fact["id"], "waiting": not row.joined} for row in stored])))
    facts = [fact_of(row.fact, row.ends) for row in stored if row.joined]
    pairs = before | {pair_of(fact) for fact in facts}
    joining.parties |= await touch(transaction, pairs, besides=joining.parties)
    await draw(transaction, pairs, facts, rules)


def _bounded(ids: Iterable[str]) -> tuple[set[str], list[str]]:
    ordered = sorted(ids)
    return set(ordered[:MOST]), ordered[MOST:]


def _retied(naming: Naming) -> Row:
    return {"id": naming.id, "end": naming.end, "identifier": naming.identifier, "wanted": naming.wanted}
