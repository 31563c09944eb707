"""Retractions that come before what they take back, the first time or once more: kept, and carried out when it comes.

Only one that has its source's own time can be told from one that has nothing to take back. Of two that store the
retraction and its record at once, one waits for the other, since both look for the same name among unique ones.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

from cim_graph.graph.statement import Ids, Read, Rows, Write
from cim_graph.intake.prepare import Prepared, Retracted
from cim_graph.kernel.stamps import Stamp, writers

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction


@dataclass(frozen=True, slots=True)
class Kept:
    """A retraction: the digest of source and key, the source's own time of it, why, and who kept it (`stamps.py`)."""

    id: str
    at: str
    reason: str | None
    batch: str | None = None
    basis: str | None = None

    @property
    def writers(self) -> str:
        """The batches that left it just so."""
        return writers(self.batch, self.basis)

    @property
    def retracted(self) -> Retracted:
        """What it takes back."""
        return Retracted(self.id, self.reason, at=self.at)


@dataclass(frozen=True, slots=True)
class Replaced:
    """A retraction that is kept, and what was kept in its place before, if anything was."""

    id: str
    at: str | None
    reason: str | None
    batch: str | None
    basis: str | None


@dataclass(slots=True)
class Pending:
    """What one transaction did to retractions that wait: digests of those it kept, and those that it forgot."""

    kept: list[str] = field(default_factory=list)
    forgot: list[Kept] = field(default_factory=list)

    def columns(self) -> dict[str, list[str]]:
        """Return what the trail keeps of it."""
        return {"kept": self.kept, "forgot": [orjson.dumps(one).decode() for one in self.forgot]}


def remembered(text: str) -> Kept:
    """Return a retraction that was forgotten, as the trail keeps it."""
    return Kept(**orjson.loads(text))


KEEP = Write("intake/keep", Rows, Replaced)
KEPT = Read("intake/kept", Ids, Kept)
DONE = Write("intake/done", Ids, Kept)


async def keep(transaction: "Transaction", retractions: Iterable[Retracted], stamp: Stamp) -> list[Replaced]:
    """Keep retractions that found nothing, and answer those that are new."""
    rows = [
        {"id": one.digest, "at": one.at, "reason": one.reason, **stamp.on(one.digest)}
        for one in retractions
        if one.at is not None
    ]
    return await transaction.run(KEEP(Rows(sorted(rows, key=lambda row: str(row["id"]))))) if rows else []


async def kept(transaction: "Transaction", prepared: Prepared) -> list[Retracted]:
    """Return the retractions of what is stated here that came before it and were said later."""
    said = {digest: at for digest, at in _times(prepared) if at is not None}
    rows = await transaction.run(KEPT(Ids(sorted(said)))) if said else []
    return [row.retracted for row in rows if said[row.id] <= row.at]


async def done(transaction: "Transaction", digests: Iterable[str]) -> list[Kept]:
    """Forget retractions that have been carried out, or are not to be any more, and answer them."""
    ordered = sorted(digests)
    return await transaction.run(DONE(Ids(ordered))) if ordered else []


def _times(prepared: Prepared) -> Iterator[tuple[str, str | None]]:
    yield from ((item.digest, item.at) for item in prepared.parties)
    yield from ((item.fact_id[1:], item.stated.get("at")) for item in prepared.facts)
    yield from ((item.id[1:], item.at) for item in prepared.holdings)
    yield from ((item.digest, f"{item.row['moment']}Z") for item in prepared.transactions)
