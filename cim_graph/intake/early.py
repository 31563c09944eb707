"""Retractions that come before what they take back, the first time or once more: kept, and carried out when it comes.

Only one that has its source's own time can be told from one that has nothing to take back. Of two that store the
retraction and its record at once, one waits for the other, since both look for the same name among unique ones.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Empty, Found, Ids, Read, Rows, Write
from cim_graph.intake.prepare import Prepared, Retracted

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction


@dataclass(frozen=True, slots=True)
class Kept:
    """A retraction: the digest of source and key, the source's own time of it, and why."""

    id: str
    at: str
    reason: str | None


KEEP = Write("intake/keep", Rows, Found)
KEPT = Read("intake/kept", Ids, Kept)
DONE = Write("intake/done", Ids, Empty)


async def keep(transaction: "Transaction", retractions: Iterable[Retracted]) -> int:
    """Keep retractions that found nothing, and answer how many of them are new."""
    rows = [{"id": one.digest, "at": one.at, "reason": one.reason} for one in retractions if one.at is not None]
    return len(await transaction.run(KEEP(Rows(sorted(rows, key=lambda row: str(row["id"])))))) if rows else 0


async def kept(transaction: "Transaction", prepared: Prepared) -> list[Retracted]:
    """Return the retractions of what is stated here that came before it and were said later."""
    said = {digest: at for digest, at in _times(prepared) if at is not None}
    rows = await transaction.run(KEPT(Ids(sorted(said)))) if said else []
    return [Retracted(row.id, row.reason, at=row.at) for row in rows if said[row.id] <= row.at]


async def done(transaction: "Transaction", digests: Iterable[str]) -> None:
    """Forget retractions that have been carried out."""
    if ordered := sorted(digests):
        await transaction.run(DONE(Ids(ordered)))


def _times(prepared: Prepared) -> Iterator[tuple[str, str | None]]:
    yield from ((item.digest, item.at) for item in prepared.parties)
    yield from ((item.fact_id[1:], item.stated.get("at")) for item in prepared.facts)
    yield from ((item.id[1:], item.at) for item in prepared.holdings)
