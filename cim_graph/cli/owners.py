"""`cim owners`: who owns and controls a party in the end, or all of them."""

import asyncio
from contextlib import ExitStack
from enum import StrEnum
from typing import Annotated

import orjson
import typer
from rich.console import Console

from cim_graph import bootstrap
from cim_graph.cli.days import typed_day
from cim_graph.cli.operator import getuser
from cim_graph.cli.ownership_tree import drawn
from cim_graph.cli.progress import Step, progress
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.times import AsOf, today
from cim_graph.ownership.catalogue import regime as regime_named
from cim_graph.ownership.chart.bods import bods
from cim_graph.ownership.chart.model import Chart, percent, printable, told
from cim_graph.ownership.chart.svg import svg
from cim_graph.ownership.service import Portrait, portrait
from cim_graph.ownership.whole.run import Report, run
from cim_graph.parties.service import named
from cim_graph.settings import Settings, read_settings


class Format(StrEnum):
    """How an answer is written."""

    TREE = "tree"
    JSON = "json"
    BODS = "bods"
    SVG = "svg"


def owners(
    party: Annotated[str | None, typer.Argument(help="Its id, source:key, or scheme:value.")] = None,
    regime: Annotated[str | None, typer.Option(help="A regime; CIM_REGIME where it is left out.")] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DAY", help="The day that is asked about.")] = None,
    form: Annotated[
        Format, typer.Option("--format", help="tree; json; bods: Open Ownership 0.4; svg: a chart to print.")
    ] = Format.TREE,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Compute the owners of all parties and write what has changed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")] = False,
) -> None:
    """Tell who owns and controls a party in the end, and why; or, with --all, of all parties.

    With --all the beneficial owners are stored for lists and reports, and each party whose owners have changed is an
    event. Safe to run at any time and twice; let a scheduler do it every night.
    """
    settings = read_settings()
    if every == (party is not None) or (every and as_of is not None):
        raise BadInputError("name one party, or say --all (which is always of today)")
    if as_json and form not in {Format.TREE, Format.JSON}:
        raise BadInputError(f"--json and --format {form} are two answers; take one of them")
    if every and form is not Format.TREE:
        raise BadInputError(f"--format {form} draws one party; name it, or say --all --json")
    if party is None:
        _tell_run(asyncio.run(_all(settings, regime)), as_json=as_json)
        return
    day = typed_day(as_of)
    found = asyncio.run(_one(settings, party, regime, AsOf(day)))
    _tell(found, Format.JSON if as_json else form, day or today())


async def _one(settings: Settings, party: str, regime: str | None, as_of: AsOf) -> Portrait:
    chosen = regime_named(settings, regime)
    rank = settings.rank
    async with bootstrap.opened(settings, _report) as graph:
        return await portrait(graph, await named(graph, party, rank), chosen, as_of, rank)


def _tell(found: Portrait, form: Format, day: str) -> None:
    if form is Format.TREE:
        Console().print(drawn(found.chart, found.answer, found.regime, found.known.rows))
    elif form is Format.SVG:
        sheet = printable(found.chart)
        typer.echo(svg(sheet, _title(found, day), [*_left_out(found.chart, sheet), *_legend(found)]), nl=False)
    else:
        value = _plain(found) if form is Format.JSON else bods(found.chart, found.view, found.answer, found.known, day)
        typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def _title(found: Portrait, day: str) -> str:
    return f"{found.chart.boxes[found.chart.subject].name}: ownership on {day}"


def _legend(found: Portrait) -> list[str]:
    regime = f"Beneficial owners by {found.regime.title} ({found.regime.source}) have a thick border."
    unknown = found.answer.unknown_share
    rest = [f"{percent(unknown)} of the capital leads to nobody known."] if unknown else []
    return [regime, *rest, *(told(warned, found.known.rows) for warned in found.answer.warnings)]


def _left_out(chart: Chart, sheet: Chart) -> list[str]:
    every, shown = len(chart.lines), len(sheet.lines)
    if every == shown:
        return []
    return [f"Drawn are {shown:,} of {every:,} relationships, the nearest and largest; --format bods has all."]


def _plain(found: Portrait) -> dict[str, object]:
    names = {id_: row.name for id_, row in found.known.rows.items()}
    answer = found.answer
    return {
        "subject": {"id": answer.subject, "name": names.get(answer.subject)},
        "regime": answer.regime,
        "owners": [
            {
                "id": owner.party,
                "name": names.get(owner.party),
                "ownership": owner.ownership,
                "ownershipMin": owner.ownership_min,
                "ownershipMax": owner.ownership_max,
                "voting": owner.voting,
                "reasons": owner.reasons,
            }
            for owner in answer.owners
        ],
        "fallback": [{"id": id_, "name": names.get(id_)} for id_ in answer.fallback],
        "unknownShare": answer.unknown_share,
        "warnings": answer.warnings,
    }


class _Shown:
    """Shows how far a run is."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._read: Step | None = None
        self._wrote: Step | None = None

    def read(self, parties: int) -> None:
        """Show how many parties were read."""
        self._read = self._read or self._stack.enter_context(progress("Reading", None, "parties"))
        self._read(parties)

    def wrote(self, owners: int) -> None:
        """Show how many owners were written."""
        if self._wrote is None:
            self._stack.close()
            self._wrote = self._stack.enter_context(progress("Writing", None, "owners"))
        self._wrote(owners)


async def _all(settings: Settings, regime: str | None) -> Report:
    chosen = regime_named(settings, regime)
    async with bootstrap.opened(settings, _report) as graph:
        with ExitStack() as stack:
            return await run(graph, bootstrap.commands(settings), Actor(getuser()), chosen, _Shown(stack))


def _tell_run(report: Report, *, as_json: bool) -> None:
    if as_json:
        typer.echo(orjson.dumps(report).decode())
        return
    typer.echo(
        f"{report.owners:,} beneficial owners of {report.subjects:,} parties among {report.parties:,}; "
        f"{report.changed:,} joined, changed or left, at {report.events:,} parties"
    )


def _report(text: str) -> None:
    typer.echo(text, err=True)
