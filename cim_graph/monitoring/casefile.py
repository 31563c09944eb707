"""A case as one document: its alerts with their evidence as of then, what sources said then, and the payments named."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import orjson

from cim_graph.access.reads import Reads
from cim_graph.access.trail import entry_of_reads
from cim_graph.accounts.transactions.columns import Files, asked, database
from cim_graph.kernel.errors import NotFoundError
from cim_graph.kernel.times import moment_text, system_clock
from cim_graph.monitoring.store import CASE_FILE, FiledAlert, OfCase

if TYPE_CHECKING:
    from cim_graph.accounts.transactions.ledger import Ledger
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor

COMMAND: Final = "caseFile"
_TEXTS: Final = ("evidence", "paths")
_LISTS: Final = ("notes", "further")
_THEN: Final = """
SELECT w.id, arg_max(t.payload, t.version) FROM wanted AS w
JOIN read_parquet($rows) AS t ON t.id = w.id AND t.received <= w.at AND NOT list_contains($undone, t.batch)
GROUP BY w.id, w.at
"""


async def case_file(graph: "Graph", ledger: "Ledger", actor: "Actor", id_: str) -> dict[str, Any]:
    """Return all of a case, once the trail says that somebody asked; raise NotFoundError where it is not there."""
    rows = await graph.read(CASE_FILE(OfCase(id_)))
    if not rows:
        raise NotFoundError(f"there is no case {id_[:40]!r}; `cases` lists them")
    at = moment_text(system_clock())
    seen = {row.party: {"everything"} for row in rows}
    await Reads().keep(graph, entry_of_reads(actor, seen, at) | {"command": COMMAND})
    files = await ledger.files(graph.read)
    alerts = [await asyncio.to_thread(_alert, row, files) for row in rows]
    return {"case": _opened(rows[0].kept), "alerts": alerts, "at": at, "by": actor.subject}


def _alert(row: FiledAlert, files: Files) -> dict[str, Any]:
    alert = _opened(row.alert)
    said = [{**one, "payload": orjson.loads(one["payload"])} for one in row.said]
    named = [*_named(alert["evidence"]), *(id_ for more in alert.get("further", ()) for id_ in _named(more))]
    payments = _payments(files, list(dict.fromkeys(named)), alert["lastAt"])
    return {**alert, "party": row.party, "saidThen": said, "transactions": payments}


def _named(evidence: Mapping[str, Any]) -> Sequence[str]:
    return evidence.get("transactions") or ()


def _payments(files: Files, ids: list[str], at: str) -> list[dict[str, Any]]:
    """Return transactions as their sources had stated them at a moment."""
    if not ids or not files.rows:
        return []
    with database() as connection:
        connection.execute(
            "CREATE TABLE wanted AS SELECT unnest($ids::VARCHAR[]) AS id, $at::TIMESTAMP AS at",
            {"ids": ids, "at": at.removesuffix("Z")},
        )
        found = dict(connection.execute(_THEN, asked(_THEN, files)).fetchall())
    return [{"id": id_, "payload": orjson.loads(found[id_])} for id_ in ids if id_ in found]


def _opened(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties in order, JSON texts opened."""
    told = dict(sorted(properties.items()))
    for name in _TEXTS:
        if isinstance(told.get(name), str):
            told[name] = orjson.loads(told[name])
    for name in _LISTS:
        if name in told:
            told[name] = [orjson.loads(one) for one in told[name]]
    return told
