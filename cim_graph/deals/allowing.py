"""Allowing a deal: for what needs a look now, as far as who allows it may see."""

from dataclasses import replace

from cim_graph.deals.check import Desk, known
from cim_graph.deals.commands import AllowDeal
from cim_graph.deals.deciding import decide
from cim_graph.deals.model import Deal, DealOutcome
from cim_graph.deals.store import STANDING, Asked
from cim_graph.kernel.errors import ConflictError, NotFoundError
from cim_graph.parties.service import called


async def allowing(desk: Desk, asked: Deal, reason: str) -> AllowDeal:
    """Return the command that allows a deal for what needs a look now; raise what `needing` raises."""
    deal = replace(asked, parties=tuple(sorted(set(await called(desk.graph, asked.parties)))))
    return AllowDeal(deal, reason, await needing(desk, deal), desk.sees)


async def needing(desk: Desk, asked: Deal) -> frozenset[str]:
    """Return the keys of what needs a look, whatever was allowed before.

    Raises ConflictError where nothing does, and for what is blocked; NotFoundError for a party that there is not.
    Neither text says why: it is kept where others read it who may not see all of that.
    """
    there = await desk.graph.read(STANDING(Asked(list(asked.parties), desk.graph.settings.risk_scheme)))
    if len(there) < len(asked.parties):
        raise NotFoundError("one of the parties is not there; take ids that `search` gives")
    found = decide(asked, replace(await known(desk, asked), allowed=()), desk.rules, desk.book.limits)
    if found.outcome is DealOutcome.BLOCK:
        raise ConflictError("the deal is blocked, and nobody can allow that; `checkDeal` says by what")
    if found.outcome is DealOutcome.ALLOW:
        raise ConflictError("the deal needs nobody to allow it; it may be done as it is")
    return found.needing
