"""`cim screen`: which parties may be those of a list."""

import asyncio
from collections import Counter
from decimal import Decimal
from typing import Annotated

import orjson
import typer

from cim_graph import bootstrap
from cim_graph.cli.operator import getuser
from cim_graph.cli.sheets import Sheet, show
from cim_graph.graph.statement import StatedBy
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import NotFoundError
from cim_graph.matching.listed import IS_LIST, ListNamed
from cim_graph.matching.models import Models
from cim_graph.matching.pending import AT_ONCE, resolve_pending
from cim_graph.matching.resolving import ResolveRecords
from cim_graph.matching.screening import Hit, hits
from cim_graph.parties.landing import STATED_BY
from cim_graph.settings import Settings, read_settings


def screen(
    source: Annotated[str, typer.Argument(metavar="LIST", help="The source of a list, as in its records.")],
    *,
    again: Annotated[bool, typer.Option("--again", help="Compare all entries of the list again first.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, a line a hit, for machines.")] = False,
) -> None:
    """Tell which parties may be those of a list, and what stewards said of each hit.

    A list is a source whose records have the flag `sanctioned` or `watchlist` and the status EXTERNAL. Its entries
    merge with nobody. Every party that comes, and every entry, is compared at once; what was loaded with `--resolve
    later` is compared here. Hits wait among the pairs of `cim review`.
    """
    found = asyncio.run(_screen(read_settings(), source, again=again))
    if as_json:
        for hit in found:
            typer.echo(orjson.dumps(_plain(hit)))
        return
    rows = [
        (hit.listed, f"{hit.source}:{hit.key}", hit.name, hit.status, hit.party, _percent(hit), hit.state)
        for hit in found
    ]
    show(Sheet(f"Hits of {source}", ("entry", "record", "name", "status", "party", "%", "state"), rows))
    counted = Counter(hit.state for hit in found)
    typer.echo(", ".join(f"{count:,} {state}" for state, count in sorted(counted.items())) or "no hits", err=True)


async def _screen(settings: Settings, source: str, *, again: bool) -> list[Hit]:
    commands, actor = bootstrap.commands(settings), Actor(getuser())
    async with bootstrap.opened(settings, _report) as graph:
        if not await graph.read(STATED_BY(StatedBy(source, "", 1))):
            raise NotFoundError(f"no record is of the source {source[:40]!r}; load the list first")
        if not await graph.read(IS_LIST(ListNamed(source))):
            raise NotFoundError(
                f"{source[:40]!r} is no list: none of its records has the status EXTERNAL and the flag sanctioned or "
                "watchlist, so nobody is screened against it; load it with both"
            )
        await resolve_pending(graph, commands, actor, Models(), _report)
        after = ""
        while again and (rows := await graph.read(STATED_BY(StatedBy(source, after, AT_ONCE)))):
            await commands.execute(graph, actor, ResolveRecords(tuple(row.id for row in rows)))
            after = rows[-1].id
        return await hits(graph, source)


def _percent(hit: Hit) -> Decimal:
    return Decimal(f"{hit.probability * 100:.1f}")


def _plain(hit: Hit) -> dict[str, object]:
    said = dict(zip(("same", "judgement", "by", "reason"), hit.judged[0], strict=True)) if hit.judged else {}
    return {
        "id": hit.id,
        "entry": hit.listed,
        "record": {"source": hit.source, "key": hit.key},
        "party": hit.party,
        "name": hit.name,
        "status": hit.status,
        "probability": hit.probability,
        "state": hit.state,
        **{name: value for name, value in said.items() if name != "same"},
    }


def _report(text: str) -> None:
    typer.echo(text, err=True)
