"""`cim monitor`: what fires, what would have, and what became of it."""

import asyncio
from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any

import orjson
import typer

from cim_graph import bootstrap
from cim_graph.cli.days import typed_day
from cim_graph.cli.operator import getuser
from cim_graph.events.numbering import number_all
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.times import today
from cim_graph.monitoring.following import follow_events
from cim_graph.monitoring.months import write_months
from cim_graph.monitoring.rules import rule_named, rules
from cim_graph.monitoring.typologies.hit import Window
from cim_graph.monitoring.watching import back_test, counted
from cim_graph.monitoring.watching import monitor as watch
from cim_graph.settings import read_settings

_LOOKED_BACK = timedelta(days=7)
_YEARS = range(1900, 3000)


def monitor(
    rule: Annotated[str | None, typer.Option("--rule", metavar="RULE", help="This rule alone.")] = None,
    tried: Annotated[
        str | None,
        typer.Option("--back-test", metavar="RULE", help="What a rule would have raised; nothing is stored."),
    ] = None,
    begin: Annotated[str | None, typer.Option("--from", metavar="DAY", help="The first day; else a week ago.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DAY", help="The last day; else today.")] = None,
    *,
    report: Annotated[bool, typer.Option("--report", help="Tell what became of the alerts of each rule.")] = False,
) -> None:
    """Ask every live rule what fired within days, and raise alerts. Safe to run twice. Answers as JSON.

    Before that, who pays whom by month becomes relationships, of the months that are over.
    """
    told = asyncio.run(_told(tried or rule, _window(begin, end), tried=tried is not None, report=report))
    typer.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())


def _window(begin: str | None, end: str | None) -> Window:
    last = date.fromisoformat(typed_day(end) or today())
    if last.year not in _YEARS:
        raise BadInputError(f"--to {last} is no day of payments; give one from {_YEARS[0]} to {_YEARS[-1]}")
    first = typed_day(begin) or (last - _LOOKED_BACK).isoformat()
    if first > last.isoformat():
        meant = "--to" if end else "today; give --to"
        raise BadInputError(f"--from {first} lies after the last day, {last} ({meant}): no day is left to look at")
    return Window(first, (last + timedelta(days=1)).isoformat())


async def _told(name: str | None, window: Window, *, tried: bool, report: bool) -> Any:  # noqa: ANN401 (JSON)
    settings = read_settings()
    known = rules(settings.monitoring_file)
    chosen = list(known.values()) if name is None else [rule_named(known, name)]
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        if report:
            return [asdict(row) for row in await counted(graph)]
        ledger = bootstrap.ledger(settings)
        if tried:
            return asdict(await back_test(graph, ledger, chosen[0], window))
        commands = bootstrap.commands(settings)
        await write_months(graph, ledger, commands, Actor(getuser()), today())
        await number_all(graph, commands, Actor(getuser()))
        await follow_events(graph, commands, Actor(getuser()), list(known.values()))
        raised = await watch(graph, ledger, commands, Actor(getuser()), (chosen, window))
        return {rule: asdict(one) for rule, one in raised.items()}
