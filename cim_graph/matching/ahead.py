"""Golden parties that are computed before the turn in which records come together: nobody has to wait for that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Ids, Read
from cim_graph.parties.landing import Ahead, Said, ahead

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.kernel.ranks import Rank


@dataclass(frozen=True, slots=True)
class Spoken:
    """Records, what they say, and since when: side by side."""

    ids: list[str]
    payloads: list[str]
    moments: list[str]


SAID = Read("matching/said", Ids, Spoken)


async def computed(transaction: "Transaction", clusters: Iterable[Sequence[str]], rank: "Rank") -> Ahead:
    """Compute the parties that records will make if they still say in the turn what they say now."""
    parties = list(clusters)
    if not parties:
        return {}
    [said] = await transaction.run(SAID(Ids(sorted(id_ for party in parties for id_ in party))))
    known = {row[0]: row[1:] for row in zip(said.ids, said.payloads, said.moments, strict=True)}
    return ahead((Said(party[0], [known[id_] for id_ in party if id_ in known]) for party in parties), rank)
