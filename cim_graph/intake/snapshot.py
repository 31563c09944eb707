"""A snapshot: files that hold all that a source states; what the registry holds beyond them is taken back."""

import sqlite3
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING

from cim_graph.accounts import landing as accounts
from cim_graph.graph.statement import StatedBy
from cim_graph.intake.model import Rejected, Report
from cim_graph.intake.prepare import STORED, Prepared, Retracted
from cim_graph.intake.service import SubmitRecords, store_batch
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, name_digest
from cim_graph.parties import landing as parties
from cim_graph.relationships import landing as relationships

if TYPE_CHECKING:
    from cim_graph.intake.load import Loader

_STATED_BY = (relationships.STATED_BY, accounts.STATED_BY, parties.STATED_BY)
_CACHE = "PRAGMA cache_size = -32000"  # KiB


class Stated:
    """The ids of all that a source states, kept in a file of its own that vanishes, so that memory stays flat."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._nameless: Rejected | None = None
        self._ids = sqlite3.connect("", check_same_thread=False)
        self._ids.execute(_CACHE)
        self._ids.execute("CREATE TABLE stated (id TEXT PRIMARY KEY) WITHOUT ROWID")

    def add(self, prepared: Prepared) -> None:
        """Take down what is stated, and what would be had it not been set aside."""
        self._add(id_ for source, id_ in prepared.stated() if source == self.source)
        for rejected in prepared.rejected:
            record = rejected.record if isinstance(rejected.record, dict) else {}
            source, key = (_text(record.get(name)) for name in ("source", "key"))
            if source is None or (source == self.source and key is None):
                self._nameless = self._nameless or rejected
            elif source == self.source and key is not None:
                self._add(kind + name_digest(source, key) for kind in STORED)

    def _add(self, ids: Iterable[str]) -> None:
        self._ids.executemany("INSERT OR IGNORE INTO stated VALUES (?)", ((id_,) for id_ in ids))

    def without(self, ids: Iterable[str]) -> list[str]:
        """Return those that are not stated."""
        return [id_ for id_ in ids if not self._ids.execute("SELECT 1 FROM stated WHERE id = ?", (id_,)).fetchone()]

    def close(self) -> None:
        """Let go of the file."""
        self._ids.close()

    def check(self) -> None:
        """Raise BadInputError where it cannot be told what the source states, or it states nothing at all."""
        if self._nameless is not None:
            raise BadInputError(
                f"nothing of {self.source} was retracted: line {self._nameless.index} was set aside, and it cannot be "
                f"told what it was about ({self._nameless.reason}); mend it and load the files again"
            )
        if not self._ids.execute("SELECT 1 FROM stated LIMIT 1").fetchone():
            raise BadInputError(
                f"nothing of {self.source} was retracted: the files hold no record of that source; check its name"
            )


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


async def retract_unstated(loader: "Loader", stated: Stated) -> AsyncIterator[Report]:
    """Retract, batch by batch, what the registry holds of a source and its files do not state.

    Facts go before the records at their ends, so that each relationship is drawn once. Raises BadInputError, and
    retracts nothing, where it cannot be told what the source states.
    """
    stated.check()
    for held_by in _STATED_BY:
        after = ""
        while rows := await loader.graph.read(held_by(StatedBy(stated.source, after, loader.settings.batch_size))):
            after = rows[-1].id
            if gone := stated.without(row.id for row in rows):
                yield await _retract(loader, gone)


async def _retract(loader: "Loader", ids: list[str]) -> Report:
    reason = "no longer among what its source states"
    retractions = [Retracted(id_[1:], reason, (Kind(id_[0]),)) for id_ in ids]
    command = SubmitRecords(Prepared(retractions=retractions), origin=loader.origin)
    report = await store_batch(loader.graph, loader.commands, loader.actor, command, loader.stop)
    return Report(retracted=report.accepted)
