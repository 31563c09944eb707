"""What the model says of pairs of records, kept in the graph: what is of one party, and what waits for a steward."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Empty, Found, Ids, Read, Rows, Write

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.matching.pairs import Match

Pair = tuple[str, str]
"""Two records, the lower id first."""


@dataclass(frozen=True, slots=True)
class Linking:
    """Records, all that the model says of them and others, and those of which one asks with whom they stood or fell."""

    records: list[str]
    asked: list[str]
    rows: list[dict[str, Any]]


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
HOLD = Write("matching/held", Rows, Empty)
LINKED_NOW = Read("matching/linked_now", Ids, LinkedNow)


async def link(
    transaction: "Transaction", records: Iterable[str], matches: "Iterable[Match]", version: str
) -> set[str]:
    """Keep what a version of the model says of records, in place of what was said of them before.

    Returns the records that stood or fell with them until then.
    """
    known, rows = sorted(records), _rows(matches, version, {})
    return {row.id for row in await transaction.run(LINK(Linking(known, known, rows)))}


async def relink(
    transaction: "Transaction",
    records: Iterable[str],
    matches: "Iterable[Match]",
    version: str,
    held: "Mapping[Pair, str]",
) -> None:
    """Keep what a version of the model says of records as `link` does, and which matches were not followed, and why."""
    await transaction.run(LINK(Linking(sorted(records), [], _rows(matches, version, held))))


def _rows(matches: "Iterable[Match]", version: str, held: "Mapping[Pair, str]") -> list[dict[str, Any]]:
    return [
        {
            "left": match.left,
            "right": match.right,
            "match": {
                "id": match.id,
                "decision": match.decision,
                "probability": match.probability,
                "odds": match.odds,
                "model": version,
                "held": held.get((match.left, match.right)),
            },
        }
        for match in matches
    ]


async def hold(transaction: "Transaction", records: Iterable[str], held: "Mapping[Pair, str] | None") -> None:
    """Keep why matches among records were not followed: those wait for a steward, too.

    Without an answer to that, what is kept with the matches stands.
    """
    rows = None
    if held is not None:
        rows = [{"left": left, "right": right, "held": str(why)} for (left, right), why in held.items()]
    await transaction.run(HOLD(Rows([{"records": sorted(set(records)), "held": rows}])))
