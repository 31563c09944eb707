"""`cim daily`: what a new day brings."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import orjson
import typer

from cim_graph import bootstrap
from cim_graph.accounts.transactions.compaction import tidied
from cim_graph.approvals.service import approvals_of
from cim_graph.cli.operator import getuser
from cim_graph.cli.retention import summary
from cim_graph.events.pruning import prune
from cim_graph.intake.daily import daily as do_daily
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.times import today
from cim_graph.monitoring.months import write_months
from cim_graph.privacy.due import Found
from cim_graph.privacy.retention import retention
from cim_graph.privacy.service import keep_no_longer
from cim_graph.risk.renewing import Renewer, renew_today
from cim_graph.settings import read_settings


def daily(*, as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")] = False) -> None:
    """Draw relationships again that begin or end today; apply what was approved, and end what nobody decided in time.

    Parties whose time is over are erased as `cim retention` does, events of long ago are forgotten, files of
    transactions are sorted by day, and who pays whom by month becomes relationships. Where `cim risk --all` has run
    once, assessments of the whole base are renewed: ages and classes by hand change with the day.

    Safe to run twice; `cim up` does it by itself.
    """
    facts, kept = asyncio.run(_daily())
    if as_json:
        typer.echo(orjson.dumps({"facts": facts, "retention": [asdict(one) for one in kept]}).decode())
        return
    typer.echo(f"{facts:,} facts have begun or ended")
    if kept:
        typer.echo(summary(kept))


async def _daily() -> tuple[int, list[Found]]:
    settings = read_settings()
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        commands = bootstrap.commands(settings)
        await approvals_of(commands).catch_up(graph)
        facts = await do_daily(graph, commands, Actor(getuser()))
        terms = retention(settings.retention_file)
        kept = await keep_no_longer(graph, commands, Actor(getuser()), terms)
        await prune(graph, commands, Actor(getuser()), terms.event_days)
        await write_months(graph, bootstrap.ledger(settings), commands, Actor(getuser()), today())
        await tidied(graph, bootstrap.ledger(settings), commands, Actor(getuser()), terms.transactions_from(today()))
        await renew_today(Renewer(graph, commands, Actor(getuser()), settings.rank, settings.risk_scheme))
        return facts, kept
