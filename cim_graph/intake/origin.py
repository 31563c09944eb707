"""Batches: what came in together, and can be taken back together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Read, Write
from cim_graph.kernel.errors import ConflictError
from cim_graph.kernel.stamps import Change
from cim_graph.kernel.times import moment_text, system_clock

if TYPE_CHECKING:
    from cim_graph.commands.model import Context
    from cim_graph.graph.session import Graph

_MARKS = str.maketrans({"-": None, ":": None, "T": "-", ".": "-", "Z": None})


class What(StrEnum):
    """How a batch came in."""

    LOAD = "load"
    SUBMISSION = "submission"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Origin:
    """A batch: its id, which sorts by the time at which it began, how it came in, and from which files."""

    id: str
    what: What
    format: str | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """A batch that something is stored of."""

    id: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """The batch that takes one back."""

    undone_by: str | None


@dataclass(frozen=True, slots=True)
class OfLoad:
    """The name of a load in the trail."""

    load: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last batch that stored something of a load, where one did."""

    batch: str | None


OPEN = Write("intake/open", Opening, Opened)
EARLIER = Read("intake/earlier", OfLoad, Earlier)


def new_batch() -> str:
    """Return a new id of a batch: when it begins, to the microsecond, and a few letters of chance."""
    return f"{moment_text(system_clock()).translate(_MARKS)}-{token_hex(2)}"


async def open_batch(context: "Context", origin: Origin) -> None:
    """Take a batch down, once, however many transactions it has; whoever takes it back waits for this one.

    Raises ConflictError where it is being taken back already.
    """
    kept = {
        "at": context.at,
        "by": context.actor.subject,
        "what": origin.what.value,
        "format": origin.format,
        "files": list(origin.files) or None,
    }
    [opened] = await context.transaction.run(OPEN(Opening(origin.id, kept)))
    if opened.undone_by is not None:
        raise ConflictError(f"{origin.id} is being taken back (cim undo); load the rest of it anew once that is done")


async def earlier_batch(graph: "Graph", loads: Iterable[str]) -> str | None:
    """Return the last batch that stored something of these loads and was not taken back."""
    found = [row.batch for load in loads for row in await graph.read(EARLIER(OfLoad(load))) if row.batch]
    return max(found, default=None)


def ledger(batch: str, changes: Iterable[Change], pending: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return what the trail keeps of one transaction of a batch: what was said before and after, by digests.

    It is all that it takes to take it back, too.

    `pending` is what became of retractions that wait.
    """
    born, found = [], []
    for change in changes:
        if change.before:
            found.append(change)
        else:
            born.append(change)
    columns = {
        "born": [change.id for change in born],
        "bornAs": [change.now for change in born],
        "changed": [change.id for change in found],
        "before": [change.before for change in found],
        "writers": [change.writers for change in found],
        "was": [change.was for change in found],
        "now": [change.now for change in found],
        **pending,
    }
    return {"batchId": batch, **{name: column for name, column in columns.items() if column}}
