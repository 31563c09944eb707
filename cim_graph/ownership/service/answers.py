"""The rules, asked of a view; a large one is computed beside the event loop, so that others are answered meanwhile."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.pages import Page, Slice, cut, measured, place
from cim_graph.ownership.model import owners as rules
from cim_graph.ownership.model.answer import Control, Holding, Ownership
from cim_graph.ownership.model.regime import Regime
from cim_graph.ownership.view import View

T = TypeVar("T")

LARGE = 500
"""Holdings from which on the rules run beside the event loop."""
WHOLE = 100.0
_OWNER, _HOLDING = "owner ", "holding "
"""How keys of the two lists begin."""


async def beneficial_owners(view: View, regime: Regime, threshold: float | None = None) -> Ownership:
    """Return who owns or controls a party in the end; raise BadInputError for a threshold outside 0 to 100."""
    _check(threshold, "threshold")
    return await _computed(view, lambda: rules.beneficial_owners(view.structure, view.subject, regime, threshold))


def owner_key(key: str) -> tuple[float, str]:
    """Read the share and the party behind a key of a list of owners; ValueError for one that is no key."""
    return measured(key, Kind.PARTY, _OWNER)


def holding_key(key: str) -> tuple[float, str]:
    """Read the share and the party behind a key of a list of holdings; ValueError for one that is no key."""
    return measured(key, Kind.PARTY, _HOLDING)


async def controllers(view: View) -> list[Control]:
    """Return everybody who controls a party."""
    return await _computed(view, lambda: rules.controllers(view.structure, view.subject))


async def owners(view: View, minimum: float, page: Page) -> Slice[Holding]:
    """Return a page of those above a party whose integrated share of capital or votes reaches a minimum, percent."""
    _check(minimum, "minimum")
    return _page(await _computed(view, lambda: rules.owners(view.structure, view.subject)), minimum, page, _OWNER)


async def holdings(view: View, minimum: float, page: Page) -> Slice[Holding]:
    """Return a page of what a party holds; shares as for `owners`."""
    _check(minimum, "minimum")
    return _page(await _computed(view, lambda: rules.holdings(view.structure, view.subject)), minimum, page, _HOLDING)


async def _computed(view: View, rule: Callable[[], T]) -> T:
    return rule() if len(view.structure.holdings) < LARGE else await asyncio.to_thread(rule)


def _check(percent: float | None, name: str) -> None:
    if percent is not None and not 0 <= percent <= WHOLE:
        raise BadInputError(f"`{name}` is percent: give a number from 0 to 100")


def _page(found: Sequence[Holding], minimum: float, page: Page, of: str) -> Slice[Holding]:
    fitting = sorted((one for one in found if max(one.ownership, one.voting) >= minimum), key=_place)
    last = place(page.after, lambda key: measured(key, Kind.PARTY, of))
    rest = fitting if last is None else [one for one in fitting if _place(one) > (-last[0], last[1])]
    return cut(rest[: page.first + 1], page, lambda one: f"{of}{one.ownership!r}/{one.party}")


def _place(one: Holding) -> tuple[float, str]:
    return -one.ownership, one.party
