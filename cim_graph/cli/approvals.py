"""`cim approvals`: what waits for other people, and what they say of it, as the user of this machine."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated, TypeVar

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cim_graph import bootstrap
from cim_graph.approvals.commands import DecideChange
from cim_graph.approvals.model import Effect, Proposal, Status
from cim_graph.approvals.service import Approvals, Asking, approvals_of
from cim_graph.cli.days import typed_day
from cim_graph.cli.operator import getuser
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import NotFoundError
from cim_graph.kernel.pages import Page
from cim_graph.settings import read_settings

T = TypeVar("T")

application = typer.Typer(help="Changes that wait for the approval of other people.", add_completion=False)
Id = Annotated[str, typer.Argument(metavar="ID", help="The change request.")]
JSON = Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")]
Comment = Annotated[str | None, typer.Option("--comment", help="Kept with the decision.")]
Version = Annotated[int, typer.Option("--version", help="The version that you have looked at, as `show` tells it.")]


@application.callback(invoke_without_command=True)
def approvals(
    context: typer.Context,
    status: Annotated[
        Status | None, typer.Option("--status", case_sensitive=False, help="Those that stand so.")
    ] = None,
    first: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50,
    *,
    as_json: JSON = False,
) -> None:
    """List change requests, the newest first: those that wait to be decided, unless another status is asked for."""
    if context.invoked_subcommand is not None:
        return
    wanted = status or Status.SUBMITTED
    found = _with(lambda desk, asking: desk.listed(asking, wanted, Page(first)))
    _list(found.items, as_json=as_json)


@application.command()
def show(request: Id, *, as_json: JSON = False) -> None:
    """Show a change request: what was there, what would be, field by field, and what would follow."""

    async def work(desk: Approvals, asking: Asking) -> tuple[Proposal, Sequence[Effect]]:
        found = await desk.by_ids(asking, [request])
        if not found:
            raise NotFoundError(f"there is no change request {request[:40]!r}; `cim approvals` lists them")
        return found[0], await desk.outlook(asking.graph, found[0])

    proposal, effects = _with(work)
    if as_json:
        typer.echo(orjson.dumps({**asdict(proposal), "effects": [asdict(one) for one in effects]}))
        return
    _show(proposal, effects)


@application.command()
def approve(
    request: Id,
    version: Version,
    leave_out: Annotated[list[str] | None, typer.Option("--leave-out", help="A change that is not to be made.")] = None,
    comment: Comment = None,
) -> None:
    """Approve a change request as it was shown; the last approval makes it true."""
    _decide(DecideChange(request, version, True, tuple(leave_out or ()), comment, None))  # noqa: FBT003 (it approves)


@application.command()
def reject(request: Id, version: Version, comment: Comment = None) -> None:
    """Reject a change request as a whole."""
    _decide(DecideChange(request, version, False, (), comment, None))  # noqa: FBT003 (it does not approve)


@application.command()
def submit(request: Id) -> None:
    """Submit a change request of yours again whose base has moved."""
    _tell(_with(lambda desk, asking: desk.submit(asking, request)))


@application.command()
def withdraw(request: Id, reason: Annotated[str, typer.Option("--reason", help="Why; kept with it.")]) -> None:
    """Take a change request of yours back."""
    _tell(_with(lambda desk, asking: desk.withdraw(asking, request, reason)))


@application.command()
def delegate(
    role: Annotated[str, typer.Option("--role", help="The role in which somebody stands in.")],
    to: Annotated[str, typer.Option("--to", help="Who stands in, as their token names them.")],
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="The last day.")],
) -> None:
    """Let somebody decide in your place; still not on what the two of you made."""
    day = typed_day(until) or ""
    id_ = _with(lambda desk, asking: desk.delegate(asking, role, to, day))
    typer.echo(f"{to} stands in until {day}; cim approvals undelegate {id_} ends that")


@application.command()
def undelegate(delegation: Annotated[str, typer.Argument(metavar="DELEGATION", help="Its id.")]) -> None:
    """Let nobody stand in any more."""
    typer.echo(f"{_with(lambda desk, asking: desk.undelegate(asking, delegation))} has ended")


def _with(work: Callable[[Approvals, Asking], Awaitable[T]]) -> T:
    async def run() -> T:
        async with _open() as (desk, asking):
            return await work(desk, asking)

    return asyncio.run(run())


@asynccontextmanager
async def _open() -> AsyncIterator[tuple[Approvals, Asking]]:
    settings = read_settings()
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        yield approvals_of(bootstrap.commands(settings)), Asking(graph, Actor(getuser()))


def _decide(decision: DecideChange) -> None:
    _tell(_with(lambda desk, asking: desk.decide(asking, decision)))


def _tell(proposal: Proposal) -> None:
    given = f"{len(proposal.approvers)} of {proposal.needed} approvals"
    why = f": {proposal.reason}" if proposal.reason else ""
    typer.echo(f"{proposal.id} is {proposal.status}, version {proposal.version}, {given}{why}")


def _list(found: Sequence[Proposal], *, as_json: bool) -> None:
    told = [
        (one.id, one.status.value, str(one.version), one.made_at[:19], one.maker, one.title, str(len(one.changes)))
        for one in found
    ]
    heads = ("id", "status", "version", "made", "maker", "title", "changes")
    if as_json:
        for row in told:
            typer.echo(orjson.dumps(dict(zip(heads, row, strict=True))))
        return
    table = Table(*heads)
    for row in told:
        table.add_row(*map(Text, row))
    Console().print(table)


def _show(proposal: Proposal, effects: Sequence[Effect]) -> None:
    _tell(proposal)
    typer.echo(f"{proposal.title}, by {proposal.maker} at {proposal.made_at[:19]}")
    for number, (wire, shown) in enumerate(zip(proposal.changes, proposal.shown, strict=True)):
        out = ", left out" if number in proposal.left_out else ""
        typer.echo(f"{proposal.change_id(number)} {wire['command']}{out}")
        typer.echo(f"  before {orjson.dumps(shown.before).decode()}")
        typer.echo(f"  after  {orjson.dumps(shown.after).decode()}")
    for effect in effects:
        typer.echo(" ".join(filter(None, (effect.code, effect.party, effect.text))))
    for said in proposal.decisions:
        behalf = f" for {said.behalf}" if said.behalf else ""
        word = "approved" if said.approved else "rejected"
        typer.echo(f"{said.at[:19]} {word} by {said.by} as {said.role}{behalf} {said.comment or ''}".rstrip())
