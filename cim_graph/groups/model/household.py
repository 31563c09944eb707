"""What relatives hold together: for somebody to look at, it connects nobody."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from cim_graph.groups.model.explanation import Rows
from cim_graph.groups.model.rules import Threshold
from cim_graph.ownership.model.answer import Warned
from cim_graph.ownership.model.structure import Structure


def in_concert(structure: Structure, held_by: Rows, family: Sequence[int], bar: Threshold) -> Iterator[Warned]:
    """Yield companies in which members of a household pass a part of the votes together, and none of them alone.

    `held_by` are the rows of the holdings by holder.
    """
    holdings, ids = structure.holdings, structure.parties.ids
    votes: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for one in family:
        for row in held_by.of(one):
            if holdings.votes[row] > 0 and not holdings.suspended[row]:
                votes[int(holdings.held[row])][one] += Decimal(repr(float(holdings.votes[row])))
    for company, shares in sorted(votes.items()):
        together = sum(shares.values(), Decimal(0))
        if len(shares) > 1 and bar.passed(together) and not bar.passed(max(shares.values())):
            text = f"together they hold {together:f} % of the votes: look whether they act in concert"
            yield Warned("FAMILY_IN_CONCERT", text, (*(ids[one] for one in sorted(shares)), ids[company]))
