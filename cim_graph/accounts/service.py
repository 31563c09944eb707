"""What is asked of accounts and exposures by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.accounts.model import AccountRow, ExposureRow, account, exposure
from cim_graph.graph.statement import Ids, Read
from cim_graph.kernel.ids import Kind

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph


@dataclass(frozen=True, slots=True)
class Holding:
    """An account or an exposure."""

    id: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """An account or an exposure, and the parties that hold or owe it."""

    id: str
    parties: list[str]


HOLDERS = Read("accounts/holders", Ids, Held)
BY_IDS = Read("accounts/by_ids", Ids, Holding)


async def holdings_by_ids(graph: "Graph", ids: Sequence[str]) -> tuple[list[AccountRow], list[ExposureRow]]:
    """Return the accounts and the exposures that have these ids."""
    rows = await graph.read(BY_IDS(Ids(list(ids))))
    accounts = [account(row.properties) for row in rows if row.id[0] == Kind.ACCOUNT]
    return accounts, [exposure(row.properties) for row in rows if row.id[0] == Kind.EXPOSURE]


async def holders_of(graph: "Graph", ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the parties that hold accounts and owe exposures, by the ids of these."""
    return {row.id: row.parties for row in await graph.read(HOLDERS(Ids(list(ids))))}
