"""`cim load`: files of any format into the registry."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from cim_graph import bootstrap
from cim_graph.accounts.transactions.undescribed import still
from cim_graph.cli.operator import getuser
from cim_graph.cli.progress import Step, progress
from cim_graph.cli.rejects import Rejects, rejects_file
from cim_graph.intake.files import Task, load_files, origin_of
from cim_graph.intake.load import Loader, importer_named, importers
from cim_graph.intake.model import Report
from cim_graph.intake.sources import Source, named, size
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError, CimError
from cim_graph.matching.models import Models
from cim_graph.records.importer import Importer, MappedImporter
from cim_graph.relationships import service as relationships
from cim_graph.settings import read_settings

_WITH_REJECTS = 1
_FAILED = 2
_MOST_PROBLEMS = 20


class When(StrEnum):
    """When the records of a load find their parties."""

    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a load: its report, how many records it set aside, the seconds, and why it ended early.

    `moved` are records, of the load or not, that belong to another party now; `batch` is what `cim undo` takes back.

    `waiting` of the report are the facts that wait for an end when it has ended, whichever load brought them.
    """

    report: Report
    rejected: int
    moved: int
    batch: str | None
    seconds: float
    failure: str | None

    def counts(self) -> dict[str, int]:
        """Return how many records were taken, and how many not; what only some loads have is left out at nought."""
        report = self.report
        counts = {"accepted": report.accepted, "unchanged": report.unchanged, "waiting": report.waiting}
        rare = {"retracted": report.retracted, "skipped": report.skipped, "merged": self.moved}
        return {**counts, "rejected": self.rejected, **{name: count for name, count in rare.items() if count}}


def load(  # noqa: PLR0913 (the options of the command)
    format_: Annotated[
        str, typer.Argument(metavar="FORMAT", help=f"One of: {', '.join(importers())}.", show_default=False)
    ],
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Files or patterns, plain, .gz, .bz2 or .xz; - is stdin.")
    ],
    rejects: Annotated[Path, typer.Option(help="Where records that are set aside go.")] = Path("rejects.jsonl"),
    snapshot: Annotated[
        str | None,
        typer.Option(metavar="SOURCE", help="The files hold all that SOURCE states: retract what they do not."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="How columns become records; `cim map` drafts it.")
    ] = None,
    resolve: Annotated[
        When, typer.Option(help="When records find their parties: `now`, before the load ends; `later`: `cim resolve`.")
    ] = When.NOW,
    *,
    resume: Annotated[bool, typer.Option(help="Leave out what an earlier run over the same files stored.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")] = False,
) -> None:
    """Load files. What is bad is set aside in the rejects file with its line, field and reason; the rest is stored."""
    if snapshot is not None and not snapshot.strip():
        raise BadInputError("--snapshot needs the name of a source, as it stands in `source` of its records")
    task = Task(_importer(format_, mapping), named(files), resume, snapshot)
    with rejects_file(rejects, task.files, resume=resume) as aside:
        summary = asyncio.run(_load(task, aside, resolve))
        _tell(summary, aside.place(), as_json=as_json)
    if not summary.failure and not any(summary.counts().values()) and not summary.report.left_out:
        typer.echo(f"there is no record in {', '.join(task.files)}", err=True)
    if summary.failure:
        typer.echo(f"cim: {summary.failure}", err=True)
        raise typer.Exit(_FAILED)
    raise typer.Exit(_WITH_REJECTS if summary.rejected else 0)


def _importer(format_: str, mapping: Path | None) -> Importer:
    importer = importer_named(format_)
    if mapping is None:
        return importer
    if not isinstance(importer, MappedImporter):
        raise BadInputError(f"{format_} says by itself what it means; --map is for tables")
    try:
        return importer.mapped(mapping.read_bytes())
    except OSError as error:
        raise BadInputError(f"{mapping} cannot be read: {error.strerror}") from error


async def _load(task: Task, aside: Rejects, resolve: When) -> Summary:
    settings = read_settings()
    total, failure = Report(), None
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        origin = await origin_of(graph, task)
        loader = Loader(graph, bootstrap.commands(settings), Actor(getuser()), settings, origin=origin)
        _stop_on_signals(loader.stop)
        started = monotonic()
        with progress("Loading", _bytes(task.files), "bytes") as step:
            try:
                await _run(loader, task, aside, _Advance(step), total)
            except CimError as error:
                failure = str(error)
        if loader.stop.is_set():
            failure = "stopped; what was stored stays. Go on with the same command and --resume"
        moved = 0
        if resolve is When.NOW and failure is None:
            try:
                moved = await _resolve(loader)
            except CimError as error:
                failure = f"the records are stored, and not resolved: {error}. Go on with `cim resolve`"
        with suppress(CimError):
            total.waiting = await relationships.waiting(graph)
            total.undescribed = await still(graph, total.undescribed)
    batch = origin.id if total.accepted or total.retracted else None
    return Summary(total, aside.count, moved, batch, monotonic() - started, failure)


async def _resolve(loader: Loader) -> int:
    """Let the records find their parties; return how many belong to another one now."""
    from cim_graph.matching.pending import resolve_pending  # noqa: PLC0415 (NumPy and DuckDB take long to import)

    def told(text: str) -> None:
        typer.echo(text, err=True)

    ran = await resolve_pending(loader.graph, loader.commands, loader.actor, Models(), told)
    return ran.moved


async def _run(loader: Loader, task: Task, aside: Rejects, advance: "_Advance", total: Report) -> None:
    async with aclosing(load_files(loader, task)) as reports:
        async for source, report in reports:
            if source is not None:
                aside.write(source.name, report.rejected)
                advance(source)
            report.rejected = []
            total.add(report)


class _Advance:
    """Tells the progress bar how many bytes were read since it was told last."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._told: dict[str, int] = {}

    def __call__(self, source: Source) -> None:
        now = source.position()
        self._step(now - self._told.get(source.name, 0))
        self._told[source.name] = now


def _bytes(files: Sequence[str]) -> int | None:
    sizes = [size(name) for name in files]
    return None if None in sizes else sum(one for one in sizes if one is not None)


def _stop_on_signals(stop: asyncio.Event) -> None:
    """End between batches when asked to; when asked again, at once."""
    loop = asyncio.get_running_loop()

    def handler(number: int) -> Callable[[], None]:
        def handle() -> None:
            stop.set()
            loop.remove_signal_handler(number)

        return handle

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, handler(number))


def _tell(summary: Summary, rejects: Path, *, as_json: bool) -> None:
    if as_json:
        typer.echo(orjson.dumps(_answer(summary)).decode())
        return
    table = Table("what became of the records", "how many")
    for what, count in _rows(summary):
        table.add_row(what, f"{count:,}")
    Console().print(table)
    if summary.batch is not None:
        typer.echo(f"This is the batch {summary.batch}; cim undo {summary.batch} takes it back")
    if summary.rejected:
        typer.echo(f"What was set aside is in {rejects}; mend it there and load each `record` again")


def _answer(summary: Summary) -> dict[str, Any]:
    report = summary.report
    return {
        **summary.counts(),
        "seconds": round(summary.seconds, 3),
        "problems": report.problems,
        "leftOut": report.left_out,
        "unknownAccounts": report.undescribed.transactions,
        "unknownAccountExamples": report.undescribed.examples(),
        "batch": summary.batch,
        "failure": summary.failure,
    }


def _rows(summary: Summary) -> Iterator[tuple[str, int]]:
    report = summary.report
    yield from summary.counts().items()
    if report.undescribed.transactions:
        few = ", ".join(report.undescribed.examples())
        yield f"kept: transactions to accounts that no record describes, like {few}", report.undescribed.transactions
    for what, count in sorted(report.left_out.items(), key=lambda item: -item[1])[:_MOST_PROBLEMS]:
        yield f"left out: {what}", count
    for problem, count in sorted(report.problems.items(), key=lambda item: -item[1])[:_MOST_PROBLEMS]:
        yield f"kept and marked: {problem}", count
