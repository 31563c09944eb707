"""What parties pay each other by month: relationships `TRANSACTS_WITH`, stated as a source of ours would state them.

As records they come the way of all others: they stand between the records that hold the accounts, so that they go with
these through merges and splits; the same again changes nothing; a run is a batch that can be taken back.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import orjson

from cim_graph.accounts.transactions.columns import database
from cim_graph.graph.statement import StatedBy
from cim_graph.intake.model import Report
from cim_graph.intake.origin import Origin, What, new_batch
from cim_graph.intake.prepare import Prepared, Retracted, prepare
from cim_graph.intake.service import SubmitRecords
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.monitoring.flows import Held, load_payments
from cim_graph.relationships.landing import STATED_BY

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cim_graph.accounts.transactions.ledger import Ledger
    from cim_graph.commands.service import Commands
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor

SOURCE: Final = "cim-transactions"
_AT_ONCE: Final = 1_000
_PAGE: Final = 10_000
_SUMS: Final = """
SELECT payer, payee, strftime(moment, '%Y-%m') AS month, currency, count(*),
  sum(round(amount * 10000)::HUGEINT)::VARCHAR, min(moment)::DATE::VARCHAR, max(moment)::DATE::VARCHAR
FROM flows WHERE moment < $end::TIMESTAMP
GROUP BY payer, payee, month, currency ORDER BY payer, payee, month, currency
"""
"""Amounts have four digits behind the point at most: sums of whole numbers are exact."""

Record = tuple[str, str]
Monthly = tuple[str, str, str, str, int, str, str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """How many flows are stated anew or otherwise, how many as before, and how many no longer."""

    changed: int
    unchanged: int
    retracted: int


async def write_months(graph: "Graph", ledger: "Ledger", commands: "Commands", actor: "Actor", day: str) -> Written:
    """State who pays whom, of the months that are over on a day, and take back what is so no longer."""
    with database() as connection:
        held = await load_payments(graph, ledger, connection)
        sums = await asyncio.to_thread(_sums, connection, f"{day[:7]}-01") if held else []
    records = list(_stated(sums, _places(held)))
    origin = Origin(new_batch(), What.SUBMISSION)
    report = Report()
    for begin in range(0, len(records), _AT_ONCE):
        for prepared in prepare(enumerate(records[begin : begin + _AT_ONCE], begin), {}):
            report.add(await commands.follow(graph, actor, SubmitRecords(prepared, origin=origin)))
    stated = {id_of(Kind.FACT, SOURCE, record["key"]) for record in records}
    gone = await _unstated(graph, stated)
    for begin in range(0, len(gone), _AT_ONCE):
        ids = gone[begin : begin + _AT_ONCE]
        retractions = [Retracted(id_[1:], "no payments between them", (Kind.FACT,)) for id_ in ids]
        await commands.follow(graph, actor, SubmitRecords(Prepared(retractions=retractions), origin=origin))
    return Written(report.accepted, report.unchanged, len(gone))


def _sums(connection: "DuckDBPyConnection", end: str) -> list[Any]:
    return connection.execute(_SUMS, {"end": end}).fetchall()


def _places(held: Iterable[Held]) -> dict[str, Record]:
    """Return the record at which each party's flows stand: the first one by which anything leads to it."""
    places: dict[str, Record] = {}
    for one in held:
        if one.record is not None:
            places[one.who] = min(one.record, places.get(one.who, one.record))
    return places


def _stated(sums: Sequence[Monthly], places: Mapping[str, Record]) -> Iterator[dict[str, Any]]:
    by_pair: dict[tuple[Record, Record], list[Monthly]] = {}
    for row in sums:
        if row[0] in places and row[1] in places:
            by_pair.setdefault((places[row[0]], places[row[1]]), []).append(row)
    for (payer, payee), rows in by_pair.items():
        yield _record(payer, payee, rows)


def _record(payer: Record, payee: Record, rows: Sequence[Monthly]) -> dict[str, Any]:
    months: dict[str, dict[str, str]] = {}
    totals: dict[str, Decimal] = {}
    for _, _, month, currency, _, amount, _, _ in rows:
        exact = Decimal(amount).scaleb(-4)
        months.setdefault(month, {})[currency] = _text(exact)
        totals[currency] = totals.get(currency, Decimal(0)) + exact
    first = min(row[6] for row in rows)
    payments = {"payments": sum(row[4] for row in rows), "firstDay": first, "lastDay": max(row[7] for row in rows)}
    [alone] = totals.items() if len(totals) == 1 else [None]
    return {
        "type": "relationship",
        "source": SOURCE,
        "key": orjson.dumps([*payer, *payee]).decode(),
        "kind": RelationshipKind.TRANSACTS_WITH.value,
        "from": dict(zip(("source", "key"), payer, strict=True)),
        "to": dict(zip(("source", "key"), payee, strict=True)),
        "validFrom": first,
        **({"currency": alone[0], "amount": _text(alone[1])} if alone else {}),
        "attributes": {"months": months, **payments},
    }


def _text(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


async def _unstated(graph: "Graph", stated: set[str]) -> list[str]:
    gone: list[str] = []
    after = ""
    while rows := await graph.read(STATED_BY(StatedBy(SOURCE, after, _PAGE))):
        after = rows[-1].id
        gone += [row.id for row in rows if row.id not in stated]
    return gone
