"""Integrated shares as fractions: slow and exact, for the few that lie within rounding of a threshold."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from cim_graph.ownership.model.pairs import Keys, pointers
from cim_graph.ownership.model.stakes import Stakes
from cim_graph.ownership.model.structure import Marks

MOST_PARTIES = 400
"""Between an owner and a party with more parties than that nothing is solved exactly."""

_Edges = dict[int, dict[int, Fraction]]


@dataclass(frozen=True, slots=True)
class Exactly:
    """Exact shares of capital or of votes. `void` marks stakes in closed circles, which do not count."""

    stakes: Stakes
    void: Marks
    of_votes: bool
    starts: Keys

    @classmethod
    def of(cls, stakes: Stakes, void: Marks, *, of_votes: bool) -> "Exactly":
        """Prepare for the stakes of a structure."""
        return cls(stakes, void, of_votes, pointers(stakes.held, stakes.size))

    def share(self, party: int, owner: int) -> Fraction | None:
        """Return N[owner, party] / N[owner, owner], or nothing where too many parties lie between.

        The parties between are eliminated one by one: a way over one of them becomes a direct stake, divided by what
        it does not hold in itself. Ways that lead back to the owner are left out, which is the division by
        N[owner, owner].
        """
        into = self._above(party, owner)
        if into is None:
            return None
        into = _below(into, owner, party)
        while len(into) > 1:
            _eliminate(into, min((node for node in into if node != party), key=lambda node: len(into[node])))
        ways = into.get(party, {})
        return ways.get(owner, Fraction(0)) / (1 - ways.get(party, Fraction(0)))

    def _above(self, party: int, owner: int) -> _Edges | None:
        into: _Edges = {}
        waiting = [party]
        while waiting:
            node = waiting.pop()
            if node in into or node == owner:
                continue
            into[node] = self._holders(node)
            waiting.extend(into[node])
            if len(into) > MOST_PARTIES:
                return None
        return into

    def _holders(self, node: int) -> dict[int, Fraction]:
        rows = range(self.starts[node], self.starts[node + 1])
        stakes = {int(self.stakes.holder[row]): row for row in rows if not self.void[row]}
        shares = {holder: self.stakes.fraction(row, of_votes=self.of_votes) for holder, row in stakes.items()}
        return {holder: share for holder, share in shares.items() if share}


def _below(into: _Edges, owner: int, party: int) -> _Edges:
    """Keep what lies below the owner."""
    out = defaultdict(list)
    for node, holders in into.items():
        for holder in holders:
            out[holder].append(node)
    reached, waiting = {owner}, [owner]
    while waiting:
        for node in out[waiting.pop()]:
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    kept = {
        node: {holder: share for holder, share in holders.items() if holder in reached}
        for node, holders in into.items()
        if node in reached
    }
    return kept or {party: {}}


def _eliminate(into: _Edges, node: int) -> None:
    holders = into.pop(node)
    rest = 1 - holders.pop(node, Fraction(0))
    for ways in into.values():
        share = ways.pop(node, None)
        if share is not None:
            for holder, part in holders.items():
                ways[holder] = ways.get(holder, Fraction(0)) + share * part / rest
