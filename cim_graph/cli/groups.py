"""`cim groups`: who fails together, what the groups owe, what changed of them, what was decided about them by hand."""

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cim_graph import bootstrap
from cim_graph.cli.days import typed_day
from cim_graph.cli.group_sheets import change_sheet, decision_sheet, group_sheet, group_table, member_sheet
from cim_graph.cli.operator import getuser
from cim_graph.cli.sheets import Sheet, show, write_csv, write_json, write_xlsx
from cim_graph.groups.commands import DecideMember
from cim_graph.groups.model.exposure import percent_of
from cim_graph.groups.model.group import Group
from cim_graph.groups.rulebook import Rulebook, rulebook
from cim_graph.groups.service import (
    Door,
    Ran,
    changes_since,
    decide,
    decisions,
    groups_everywhere,
    named,
    revoke,
    run,
)
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.garbage import COLLECT_AFTER
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW, AsOf
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.settings import read_settings

application = typer.Typer(
    help="Groups of connected clients, companies, households, the institution's own people.", add_completion=False
)


class Format(StrEnum):
    """How groups are told."""

    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


KindOption = Annotated[GroupKind, typer.Option("--kind", help="Which groups.", case_sensitive=False)]
Reason = Annotated[str, typer.Option("--reason", help="Why; kept with the decision.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help="The last day on which it holds.")]
PartyId = Annotated[str, typer.Argument(metavar="PARTY", help="The id of the party.")]
Anchor = Annotated[str, typer.Argument(metavar="GROUP", help="The id of the group, or of a party in it.")]


@dataclass(frozen=True, slots=True)
class Open:
    """What the commands work with."""

    door: Door
    book: Rulebook
    rank: Rank


@application.callback(invoke_without_command=True)
def groups(
    context: typer.Context,
    kind: KindOption = GroupKind.CONNECTED_CLIENTS,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="As they were on a day; nothing is written.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help="What changed since a day, from run to run.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to tell them.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="The file to write; needed for xlsx.")] = None,
) -> None:
    """Compute the groups of the whole base, write down what changed since the last run, and tell them."""
    if context.invoked_subcommand is not None:
        return
    if as_of is not None and since is not None:
        raise typer.BadParameter("--as-of and --since are two questions; ask one of them", param_hint="--since")
    _check(format_, out)
    sheets, footer = asyncio.run(_told(kind, typed_day(as_of), typed_day(since), narrow=format_ is Format.TABLE))
    _write(sheets, format_, out)
    typer.echo(footer, err=True)


@application.command()
def include(
    party: PartyId, anchor: Anchor, reason: Reason, until: Until = None, kind: KindOption = GroupKind.CONNECTED_CLIENTS
) -> None:
    """Put a party into a group by hand; it stays there in every run until the decision ends or is revoked."""
    typer.echo(asyncio.run(_decide(kind, (party, anchor), included=True, reason=reason, until=until)))


@application.command()
def exclude(
    party: PartyId, anchor: Anchor, reason: Reason, until: Until = None, kind: KindOption = GroupKind.CONNECTED_CLIENTS
) -> None:
    """Keep a party out of a group by hand; it stays out in every run until the decision ends or is revoked."""
    typer.echo(asyncio.run(_decide(kind, (party, anchor), included=False, reason=reason, until=until)))


@application.command("decisions")
def list_decisions(
    kind: KindOption = GroupKind.CONNECTED_CLIENTS,
    format_: Annotated[Format, typer.Option("--format", help="How to tell them.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="The file to write; needed for xlsx.")] = None,
) -> None:
    """List what was decided by hand and was not revoked."""
    _check(format_, out)

    async def found() -> list[Sheet]:
        async with _open() as here:
            return [decision_sheet(await decisions(here.door.graph, kind))]

    _write(asyncio.run(found()), format_, out)


@application.command("revoke")
def take_back(decision: Annotated[str, typer.Argument(help="The id of the decision.")]) -> None:
    """Take a decision back."""

    async def taken() -> str:
        async with _open() as here:
            return await revoke(here.door, decision)

    typer.echo(f"{asyncio.run(taken())} no longer stands")


@asynccontextmanager
async def _open() -> AsyncIterator[Open]:
    gc.set_threshold(*COLLECT_AFTER)
    settings = read_settings()
    book = rulebook(settings.exposure_limits, settings.group_rules_dir)
    async with bootstrap.opened(settings, lambda text: typer.echo(text, err=True)) as graph:
        door = Door(graph, bootstrap.commands(settings), Actor(getuser()))
        yield Open(door, book, settings.rank)


async def _told(kind: GroupKind, as_of: str | None, since: str | None, *, narrow: bool) -> tuple[list[Sheet], str]:
    async with _open() as here:
        graph = here.door.graph
        if since is not None:
            changed = await changes_since(graph, kind, since)
            return [change_sheet(changed)], f"{len(changed):,} changes since {since}"
        if as_of is not None:
            found = await groups_everywhere(graph, kind, here.book, AsOf(valid=as_of), here.rank)
            sheets = await _sheets(here, found.groups, AsOf(valid=as_of), narrow=narrow)
            return sheets, f"{len(found.groups):,} groups on {as_of}"
        ran = await run(here.door, kind, here.book, here.rank)
        return await _sheets(here, ran.groups, NOW, narrow=narrow), _footer(ran, here.book)


async def _sheets(here: Open, found: Sequence[Group], as_of: AsOf, *, narrow: bool) -> list[Sheet]:
    shown = {group.core for group in found} if narrow else {one.party for group in found for one in group.members}
    names = await named(here.door.graph, sorted(shown), as_of, here.rank)
    order = sorted(found, key=lambda group: (-group.exposure, group.id))
    return [group_table(order, names)] if narrow else [group_sheet(order, names), member_sheet(order, names)]


def _footer(ran: Ran, book: Rulebook) -> str:
    told = f"{len(ran.groups):,} groups, {len(ran.changes):,} changes, {ran.written:,} groups written"
    if ran.cut:
        told += "; there are more than could be looked at"
    limits, capital = book.limits, ran.capital
    if capital is not None and limits.total is not None:
        share = percent_of(ran.large_total, capital)
        above = ran.large_total > limits.total * capital
        verdict = "above" if above else "within"
        told += f"\nlarge exposures come to {share:.1f} % of the capital, {verdict} {limits.total:f} times the capital"
    return told


async def _decide(kind: GroupKind, ids: tuple[str, str], *, included: bool, reason: str, until: str | None) -> str:
    party, anchor = ids
    async with _open() as here:
        decision = DecideMember(kind, party, anchor, included, reason, until)
        return f"decision {await decide(here.door, decision)}; the next run writes it down"


def _check(format_: Format, out: Path | None) -> None:
    if format_ is Format.XLSX and out is None:
        raise typer.BadParameter("name the file to write with --out", param_hint="--out")
    if out is not None and (out.is_dir() or not out.parent.is_dir()):
        raise typer.BadParameter(f"{out} is no file that can be written", param_hint="--out")


def _write(sheets: Sequence[Sheet], format_: Format, out: Path | None) -> None:
    if format_ is Format.XLSX and out is not None:
        write_xlsx(sheets, out)
    elif format_ is Format.CSV:
        write_csv(sheets[-1], out)
    elif format_ is Format.JSON:
        write_json(sheets, out)
    else:
        show(sheets[0])
