"""What the model says of pairs of records, kept in the graph: what is of one party, and what waits for a steward."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Empty, Found, Ids, Read, Write

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.matching.pairs import Match


@dataclass(frozen=True, slots=True)
class Linking:
    """Records, and all that the model says of them and others."""

    records: list[str]
    rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Holding:
    """Records, and the matches among them that were not followed."""

    records: list[str]
    held: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class LinkedNow:
    """What the model said of a pair of records."""

    left: str
    right: str
    decision: str
    odds: int

    @property
    def pair(self) -> tuple[str, str]:
        """Both records, the lower one first."""
        return min(self.left, self.right), max(self.left, self.right)

    @property
    def is_same(self) -> bool:
        """Whether the two are taken for one party."""
        return self.decision == "SAME"


LINK = Write("matching/link", Linking, Found)
HOLD = Write("matching/held", Holding, Empty)
LINKED_NOW = Read("matching/linked_now", Ids, LinkedNow)


async def link(
    transaction: "Transaction", records: Iterable[str], matches: "Iterable[Match]", version: str
) -> set[str]:
    """Keep what a version of the model says of records, in place of what was said of them before.

    Returns the records that stood or fell with them until then.
    """
    rows = [
        {
            "left": match.left,
            "right": match.right,
            "match": {
                "id": match.id,
                "decision": match.decision,
                "probability": match.probability,
                "odds": match.odds,
                "model": version,
            },
        }
        for match in matches
    ]
    return {row.id for row in await transaction.run(LINK(Linking(sorted(records), rows)))}


async def hold(transaction: "Transaction", records: Iterable[str], held: "Mapping[tuple[str, str], str]") -> None:
    """Keep why matches among records were not followed: those wait for a steward, too."""
    rows = [{"left": left, "right": right, "held": str(why)} for (left, right), why in held.items()]
    await transaction.run(HOLD(Holding(sorted(set(records)), rows)))
