"""Facts whose day has come: those that begin or end on it, and those that are left of a crowd that waited."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Empty, Found, Ids, Read, Rows, Write
from cim_graph.relationships.drawing import FACTS, Rules, Stored, draw, pair_of, pairs_of, touch
from cim_graph.relationships.joining import MARK
from cim_graph.relationships.landing import Landing, held
from cim_graph.relationships.stored import fact_of

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Due:
    """A day (ISO 8601), and how many facts at most."""

    day: str
    most: int


DUE = Read("relationships/due", Due, Found)
RESCHEDULE = Write("relationships/reschedule", Rows, Empty)


async def draw_due(transaction: "Transaction", rules: Rules, most: int) -> Landing:
    """Draw again what begins or ends on a day that has come, of at most so many facts; `accepted` counts them.

    `unchanged` counts those that somebody else has drawn meanwhile.

    Facts that wait for an end are only taken off the schedule: the day on which they are joined decides. Those that
    were put there to be joined are.
    """
    ids = [row.id for row in await transaction.run(DUE(Due(rules.day, most)))]
    await held(transaction, ids)
    before = await pairs_of(transaction, ids)
    touched = await touch(transaction, before)
    stored = await transaction.run(FACTS(Ids(sorted(ids)))) if ids else []
    still = [row for row in stored if (due := row.fact.get("due")) is not None and due <= rules.day]
    facts = [fact_of(row.fact, row.ends) for row in still if _is_ready(row)]
    await draw(transaction, {pair_of(fact) for fact in facts}, facts, rules)
    put_off = [row for row in still if row.fact.get("joining")]
    await transaction.run(MARK(Rows([{"id": row.fact["id"], "waiting": not row.joined} for row in put_off])))
    await transaction.run(RESCHEDULE(Rows([_rescheduled(row, rules.day) for row in still])))
    return Landing(accepted=len(still), unchanged=len(ids) - len(still), parties=touched)


def _is_ready(row: Stored) -> bool:
    return row.joined and (not row.waiting or bool(row.fact.get("joining")))


def _rescheduled(row: Stored, day: str) -> Row:
    return {"id": row.fact["id"], "due": fact_of(row.fact, row.ends).due(day)}
