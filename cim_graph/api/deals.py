"""Before the deal: may it be done with these parties, and if not, why."""

from itertools import islice
from typing import TYPE_CHECKING

import strawberry

from cim_graph.api.base import Info, of_level, of_row
from cim_graph.api.lookup import check_open, parties_by_ids
from cim_graph.api.matching import WriteResult
from cim_graph.api.network import Path
from cim_graph.api.party import Party
from cim_graph.api.risk import Way, paths_of
from cim_graph.api.scalars import Decimal
from cim_graph.columnar import batched
from cim_graph.deals import check
from cim_graph.deals.allowing import allowing
from cim_graph.deals.asking import deal
from cim_graph.deals.commands import RecordDeal
from cim_graph.deals.model import Deal, DealOutcome, Decision, Reason
from cim_graph.kernel.errors import NotFoundError, ProposedError
from cim_graph.kernel.times import NOW

if TYPE_CHECKING:
    from collections.abc import Sequence

strawberry.enum(DealOutcome)

_SHOWN = 40


@strawberry.input
class DealInput:
    """A deal that is thought of."""

    parties: list[strawberry.ID]
    product: str
    amount: Decimal
    currency: str


async def _parties(roots: "Sequence[DealReason]", info: Info) -> list[list[Party]]:
    found = iter(await parties_by_ids(info, [id_ for root in roots for id_ in root.row.parties], NOW))
    return [[one for one in islice(found, len(root.row.parties)) if one is not None] for root in roots]


async def _paths(roots: "Sequence[DealReason]", info: Info) -> list[list[Path]]:
    ways = [Way(NOW, way.parties, way.relationships) for root in roots for way in root.row.paths]
    found = iter(await paths_of(info, ways))
    return [list(islice(found, len(root.row.paths))) for root in roots]


@strawberry.type
class DealReason:
    """Why a deal is allowed, looked at or blocked."""

    row: strawberry.Private[Reason]
    code: str = of_row("code")
    text: str = of_row("text")
    outcome: DealOutcome = of_row("outcome")
    parties: list[Party] = of_level(_parties)
    paths: list[Path] = batched(_paths)


def _reasons(root: "DealDecision") -> list[DealReason]:
    return [DealReason(row=row) for row in root.row.reasons]


@strawberry.type
class DealDecision:
    """What a deal comes to, the gravest reason first."""

    row: strawberry.Private[Decision]
    outcome: DealOutcome = of_row("outcome")
    reasons: list[DealReason] = strawberry.field(resolver=_reasons)


async def checked(info: Info, given: DealInput) -> DealDecision:
    """Check a deal, and tell that it was checked."""
    context = info.context
    asked, versions = await _asked(info, given)
    decision = await check.check(_desk(info), asked)
    await context.commands.execute(context.graph, context.actor, RecordDeal(asked, decision, versions))
    return DealDecision(row=decision)


def _desk(info: Info) -> check.Desk:
    return check.Desk(info.context.graph, info.context.rank, info.context.rights.sees)


async def allowed(info: Info, given: DealInput, reason: str) -> WriteResult:
    """Allow a deal although it needs a look."""
    context = info.context
    asked, _ = await _asked(info, given)
    try:
        command = await allowing(_desk(info), asked, reason)
        await context.commands.execute(context.graph, context.actor, command)
    except ProposedError as proposed:
        return WriteResult(parties=[], review=None, change_request=strawberry.ID(proposed.request))
    there = [one for one in await parties_by_ids(info, asked.parties, NOW) if one is not None]
    return WriteResult(parties=there, review=None, change_request=None)


async def _asked(info: Info, given: DealInput) -> tuple[Deal, dict[str, int]]:
    """Return the deal that is asked about, with each party under the id that it has now, and their versions."""
    asked = deal(given.parties, given.product, given.amount, given.currency)
    there = await parties_by_ids(info, asked.parties, NOW)
    for id_, party in zip(asked.parties, there, strict=True):
        if party is None:
            raise NotFoundError(f"there is no party {id_[:_SHOWN]!r}; take an id that `search` or `parties` gives")
    versions = {str(party.id): party.row.version for party in there if party is not None}
    await check_open(info, versions)
    return Deal(tuple(sorted(versions)), asked.product, asked.amount, asked.currency), versions
