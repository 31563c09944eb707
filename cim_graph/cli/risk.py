"""`cim risk`: assessments of the whole base."""

import asyncio
from contextlib import ExitStack
from dataclasses import asdict
from typing import Annotated

import orjson
import typer

from cim_graph import bootstrap
from cim_graph.cli.operator import getuser
from cim_graph.cli.progress import progress
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError
from cim_graph.risk.renewing import OF_A_PASS, Pass, Renewer, renew_all
from cim_graph.settings import read_settings


def risk(
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Assess all parties in one pass and keep what says something new.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")] = False,
) -> None:
    """Assess the risk of the whole base by the scheme in force (CIM_RISK_SCHEME).

    An assessment is kept where its score, its class or what it rests on differs from the last one, and such a change is
    an event `risk.changed`. From the first time on `cim up` renews assessments by what happens, and `cim daily` all of
    them. Safe to run at any time and twice: one that was broken off has lost nothing, the next one does the rest.
    """
    if not every:
        raise BadInputError("say --all; one party is asked about over the API: party { risk, riskHistory }")
    done = asyncio.run(_all())
    if as_json:
        typer.echo(orjson.dumps(asdict(done)).decode())
        return
    typer.echo(f"{done.parties:,} parties; {done.kept:,} assessments say something new, {done.told:,} events")


async def _all() -> Pass:
    settings = read_settings()
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        by = Renewer(graph, bootstrap.commands(settings), Actor(getuser()), settings.rank, settings.risk_scheme)
        with ExitStack() as stack:
            step = stack.enter_context(progress("Keeping", None, "parties"))
            return await renew_all(by, OF_A_PASS, step)
