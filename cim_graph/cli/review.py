"""`cim review`: pairs that wait for a steward, judged with keys one by one, or many from a file."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import orjson
import typer
from rich.console import Console

from cim_graph import bootstrap
from cim_graph.cli.keys import Keys
from cim_graph.cli.operator import getuser
from cim_graph.cli.review_screen import listed
from cim_graph.cli.review_session import Session
from cim_graph.cli.verdict_file import Otherwise, decisions
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.pages import Page
from cim_graph.matching.desk import Desk, cases
from cim_graph.matching.gathering import gather
from cim_graph.matching.judging import WithdrawJudgement, reasoned
from cim_graph.matching.models import Models
from cim_graph.matching.reviewing import queue
from cim_graph.matching.verdicts import Carried, Result, carry_out
from cim_graph.settings import read_settings

application = typer.Typer(help="Pairs of records that a steward has to judge.", add_completion=False)

_WITH_REFUSALS = 1
_OTHERWISE = "--json lists the queue, `cim review decide --from FILE` takes decisions from a file"

ReasonOption = Annotated[str, typer.Option("--reason", help="The reason of a word that has none of its own.")]


@application.callback(invoke_without_command=True)
def review(
    context: typer.Context,
    reason: ReasonOption = "",
    first: Annotated[int, typer.Option(min=1, max=1000, help="With --json: how many pairs.")] = 50,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="List the queue, a line a pair, for machines.")] = False,
) -> None:
    """Judge pairs that wait, the most valuable first: s same, d different, n next, u undo, r reason, q quit, ? help."""
    if context.invoked_subcommand is not None:
        return
    if as_json:
        asyncio.run(_list(first))
        return
    with Keys(_OTHERWISE) as keys:
        asyncio.run(_work(keys, reasoned(reason) if reason else ""))


@application.command()
def decide(
    file: Annotated[
        str,
        typer.Option("--from", metavar="FILE", help="CSV with headings, or JSON lines: left, right, verdict, reason."),
    ],
    reason: ReasonOption = "",
    same: Annotated[
        bool | None, typer.Option("--same/--different", help="The verdict of lines that have none.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Tell each line's result as JSON.")] = False,
) -> None:
    """Judge the pairs of a file. Each line is done by itself, so a run that was cut short can be done again."""
    counted = asyncio.run(_decide(file, Otherwise(same, reason), as_json=as_json))
    typer.echo(", ".join(f"{counted[result]:,} {result}" for result in Result), err=True)
    raise typer.Exit(_WITH_REFUSALS if counted[Result.REFUSED] else 0)


@application.command()
def withdraw(
    judgement: Annotated[str, typer.Argument(metavar="JUDGEMENT", help="Its id, as `decide` and messages tell it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it no longer stands.")],
) -> None:
    """Take a judgement back: the parties that it held together or apart are formed anew."""
    parties = asyncio.run(_withdraw(judgement, reason))
    typer.echo(f"{judgement} is withdrawn; it was about {', '.join(parties)}")


async def _withdraw(judgement: str, reason: str) -> list[str]:
    async with _desk() as desk:
        done = await desk.commands.execute(desk.graph, desk.actor, WithdrawJudgement(judgement, reason))
    return done.parties


@asynccontextmanager
async def _desk() -> AsyncIterator[Desk]:
    settings = read_settings()
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        desk = Desk(graph, bootstrap.commands(settings), Actor(getuser()), Models())
        yield desk
        await gather(graph, desk.commands, desk.actor)


async def _work(keys: Keys, reason: str) -> None:
    async with _desk() as desk:
        await Session(desk, keys, Console(), reason).work()


async def _list(first: int) -> None:
    async with _desk() as desk:
        waiting = await queue(desk.graph, Page(first))
        for case in await cases(desk.graph, desk.models, waiting.items):
            typer.echo(orjson.dumps(listed(case)))


async def _decide(file: str, otherwise: Otherwise, *, as_json: bool) -> Counter[Result]:
    counted: Counter[Result] = Counter()
    if otherwise.reason and not otherwise.reason.strip():
        raise BadInputError("--reason is blank; say why, or leave it out where every line has a reason")
    with decisions(file, otherwise) as found:
        async with _desk() as desk:
            async for carried in carry_out(desk.graph, desk.commands, desk.actor, found):
                counted[carried.result] += 1
                typer.echo(orjson.dumps(_plain(carried)) if as_json else _told(carried))
    return counted


def _told(carried: Carried) -> str:
    one = carried.decision
    what = f"line {one.line}: {one.left} {one.right}: {carried.result}"
    if carried.request:
        return f"{what} as {carried.request}"
    return f"{what}: {carried.refusal}" if carried.refusal else f"{what} {'same' if one.same else 'different'}"


def _plain(carried: Carried) -> dict[str, object]:
    one = carried.decision
    return {
        "line": one.line,
        "left": one.left,
        "right": one.right,
        "same": one.same,
        "result": carried.result,
        "judgement": carried.judgement,
        "parties": carried.parties,
        "refusal": carried.refusal,
        "changeRequest": carried.request,
    }
