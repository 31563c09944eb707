"""The ledger of transactions: what came is written to files first, and counts once the graph lists these.

The graph lists them in the transaction of the command, together with the trail: a load that is killed leaves files that
nobody lists, and comes again as if it had never been.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cim_graph.accounts.transactions.columns import (
    COLUMNS,
    ENDED,
    Files,
    asked,
    database,
    standing,
    taken_back,
    want,
    write,
)
from cim_graph.accounts.transactions.objects import Objects
from cim_graph.accounts.transactions.store import FILES, LIST, LOCK, UNDONE
from cim_graph.graph.statement import Empty, Rows
from cim_graph.kernel.ids import sequence_id

if TYPE_CHECKING:
    from cim_graph.accounts.transactions.prepare import PreparedTransaction
    from cim_graph.accounts.transactions.store import FileRow
    from cim_graph.graph.session import Transaction
    from cim_graph.graph.statement import Ask

MANY: Final = 48
"""Files of what came, from which on they are sorted by day: each question opens all of them."""
_Written = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Known:
    """The number of the last version of a transaction; what stands, or else what did last; whether one stands.

    `said` is when its source last took it back, by its own time.
    """

    last: int
    hash: str
    stands: bool
    said: str | None = None


@dataclass(slots=True)
class Landing:
    """What became of transactions; `crowded`: files wait to be sorted by day.

    `found` stood and were taken back, `heard` had been taken back by the same words, or later ones, before. `digest`:
    of the versions that came and those that ended, for the trail.
    """

    accepted: int = 0
    unchanged: int = 0
    crowded: bool = False
    found: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    digest: str = ""


class Ledger:
    """Writes and reads transactions, of files that lie with `objects`."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects

    async def land(
        self, transaction: "Transaction", items: Sequence["PreparedTransaction"], batch: str, at: str
    ) -> Landing:
        """Store transactions; one that says the same changes nothing, one that says something else replaces it."""
        base, listed = await self.locked(transaction)
        known = await self._known(transaction.run, [one.id for one in items])
        news = [one for one in items if _is_news(one, known.get(one.id))]
        landing = Landing(len(news), len(items) - len(news), _crowded(listed))
        if news:
            stamp = {"batch": batch, "received": at.removesuffix("Z")}
            rows = [{**one.row, **stamp, "version": _next(known.get(one.id))} for one in news]
            ended = _ends({one.id: known[one.id] for one in news if one.id in known}, batch, at)
            landing.digest = await self._list(transaction, base, rows, ended)
        return landing

    async def retract(
        self, transaction: "Transaction", wanted: Mapping[str, str | None], batch: str, at: str
    ) -> Landing:
        """Take transactions back, each at its source's own time where that is known."""
        if not wanted or not await transaction.run(FILES(Empty())):
            return Landing()
        base, _ = await self.locked(transaction)
        known = await self._known(transaction.run, list(wanted))
        heard = {id_ for id_, one in known.items() if _heard(one, wanted[id_])}
        stood = {id_: one for id_, one in known.items() if one.stands and id_ not in heard}
        landing = Landing(accepted=len(stood), found=set(stood), heard=heard)
        if stood:
            landing.digest = await self._list(transaction, base, [], _ends(stood, batch, at, wanted))
        return landing

    async def files(self, ask: "Ask") -> Files:
        """Return the files that count now, as they can be read here."""
        listed = await ask(FILES(Empty()))
        undone = [row.batch for row in await ask(UNDONE(Empty()))]
        return await asyncio.to_thread(self._local, listed, undone)

    async def locked(self, transaction: "Transaction") -> "tuple[str, list[FileRow]]":
        """Return what names of files begin with, and the files that are listed, once nobody else may list any."""
        [row] = await transaction.run(LOCK(Empty()))
        return row.base, await transaction.run(FILES(Empty()))

    def _local(self, listed: "Sequence[FileRow]", undone: Sequence[str]) -> Files:
        paths: dict[str, list[str]] = {"rows": [], "ended": []}
        for row in listed:
            paths[row.content].append(str(self.objects.local(row.id)))
        return Files(paths["rows"], paths["ended"], undone)

    async def _known(self, ask: "Ask", ids: Sequence[str]) -> dict[str, Known]:
        files = await self.files(ask)
        return await asyncio.to_thread(_known, files, ids) if files.rows else {}

    async def _list(
        self,
        transaction: "Transaction",
        base: str,
        rows: Sequence[Mapping[str, Any]],
        ended: Sequence[Mapping[str, Any]],
    ) -> str:
        listed = []
        for content, columns, written in (("rows", COLUMNS, rows), ("ended", ENDED, ended)):
            if written:
                name = f"{base}/landing/{content}-{sequence_id()}.parquet"
                await asyncio.to_thread(self._write, name, written, columns)
                listed.append({"id": name, "content": content, "rows": len(written)})
        await transaction.run(LIST(Rows(listed)))
        lines = [f"{row['id']} {row['version']} {row.get('hash', '')}\n" for row in (*rows, *ended)]
        return sha256("".join(sorted(lines)).encode()).hexdigest()

    def _write(self, name: str, rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> None:
        write(self.objects.place(name), rows, columns)
        self.objects.keep(name)


def _known(files: Files, ids: Sequence[str]) -> dict[str, Known]:
    with database() as connection:
        want(connection, ids)
        last = (
            "SELECT id, max(version) AS last, arg_max(hash, version) AS hash, false AS stands "
            "FROM read_parquet($rows) SEMI JOIN wanted USING (id) GROUP BY id"
        )
        found = {row[0]: Known(*row[1:]) for row in connection.execute(last, asked(last, files)).fetchall()}
        stand = f"FROM ({standing(files, 't.id, t.hash')}) SEMI JOIN wanted USING (id)"
        for id_, hash_ in connection.execute(stand, asked(stand, files)).fetchall():
            found[id_] = Known(found[id_].last, hash_, stands=True)
        if files.ended:
            said = f"FROM ({taken_back(files)}) SEMI JOIN wanted USING (id)"
            for id_, at in connection.execute(said, asked(said, files)).fetchall():
                found[id_] = replace(found[id_], said=at)
    return found


def _crowded(listed: "Sequence[FileRow]") -> bool:
    return sum(row.day is None for row in listed) >= MANY


def _is_news(item: "PreparedTransaction", known: Known | None) -> bool:
    return known is None or not known.stands or known.hash != item.hash


def _next(known: Known | None) -> int:
    return known.last + 1 if known else 1


def _heard(known: Known, said: str | None) -> bool:
    """Whether a source took a transaction back by these words before: what it stated since is not meant by them."""
    return said is not None and known.said is not None and known.said >= said


def _ends(
    known: Mapping[str, Known], batch: str, at: str, said: Mapping[str, str | None] = MappingProxyType({})
) -> list[dict[str, Any]]:
    """End every version, also those of batches that were taken back: such a batch may come to count again."""
    stamp = {"batch": batch, "moment": at.removesuffix("Z")}
    return [
        {"id": id_, "version": number, "said": said.get(id_), **stamp}
        for id_, one in known.items()
        for number in range(1, one.last + 1)
    ]
