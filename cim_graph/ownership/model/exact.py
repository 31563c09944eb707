"""Integrated shares as fractions: slow and exact, for the few that lie within rounding of a threshold."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from cim_graph.ownership.model.pairs import Keys, pointers
from cim_graph.ownership.model.shares import Shares
from cim_graph.ownership.model.stakes import Stakes

MOST_PARTIES = 400
"""Between an owner and a party with more parties than that nothing is solved exactly."""

MOST_WORK = 3_000_000
"""Steps of elimination, about a microsecond each, that the shares of one measure may take together."""

_Edges = dict[int, dict[int, Fraction]]
_Stated = dict[int, dict[int, int]]


@dataclass(slots=True)
class Work:
    """What solving has taken so far."""

    steps: int = 0


@dataclass(frozen=True, slots=True)
class Exactly:
    """Exact shares of capital or of votes. The shares in floating point say which parties lie between."""

    stakes: Stakes
    shares: Shares
    of_votes: bool
    starts: Keys
    work: Work

    @classmethod
    def of(cls, stakes: Stakes, shares: Shares, *, of_votes: bool) -> "Exactly":
        """Prepare for the stakes of a structure and the shares that were computed from them."""
        return cls(stakes, shares, of_votes, pointers(stakes.held, stakes.size), Work())

    def share(self, party: int, owner: int, *, at_least: bool = False) -> Fraction | None:
        """Return N[owner, party] / N[owner, owner], or nothing where too many parties lie between, or all was too much.

        `at_least`: ways over parties from whose rows the owner was pruned may be left out, which is quicker.
        """
        return self.together(party, frozenset((owner,)), at_least=at_least)

    def together(self, party: int, owners: frozenset[int], *, at_least: bool = False) -> Fraction | None:
        """Return what owners hold as if they were one: what one of them holds of another counts once.

        The parties between are eliminated one by one: a way over one of them becomes a direct stake, divided by what
        it does not hold in itself. Ways that lead back to an owner are left out, which of a single one is the division
        by N[owner, owner].
        """
        if self.work.steps > MOST_WORK or (self.shares.below is not None and self.shares.below[party]):
            return None
        trimmed = any(self.shares.trimmed(party, owner) for owner in owners)
        above = self._above(party, owners, guided=at_least or not trimmed)
        if above is None:
            self.work.steps += MOST_PARTIES
            return None
        self.work.steps += len(above) ** 2
        into = self._fractions(_below(above, owners, party))
        while len(into) > 1:
            _eliminate(into, min((node for node in into if node != party), key=lambda node: len(into[node])))
        ways = into.get(party, {})
        held = sum((ways.get(owner, Fraction(0)) for owner in owners), Fraction(0))
        return held / (1 - ways.get(party, Fraction(0)))

    def _above(self, party: int, owners: frozenset[int], *, guided: bool) -> _Stated | None:
        into: _Stated = {}
        waiting = [party]
        while waiting:
            node = waiting.pop()
            if node in into or node in owners:
                continue
            holders = self._holders(node)
            if guided:
                has = self.shares.has
                holders = {one: units for one, units in holders.items() if any(has(one, owner) for owner in owners)}
            into[node] = holders
            waiting.extend(holders)
            if len(into) > MOST_PARTIES:
                return None
        return into

    def _holders(self, node: int) -> dict[int, int]:
        rows = slice(self.starts[node], self.starts[node + 1])
        units = (self.stakes.votes if self.of_votes else self.stakes.capital)[rows]
        counted = (units > 0) & ~self.shares.void[rows]
        return dict(zip(self.stakes.holder[rows][counted].tolist(), units[counted].tolist(), strict=True))

    def _fractions(self, into: _Stated) -> _Edges:
        return {
            node: {holder: Fraction(units, self._whole(node)) for holder, units in holders.items()}
            for node, holders in into.items()
        }

    def _whole(self, held: int) -> int:
        return max(int(self.stakes.castable[held]), 1) if self.of_votes else self.stakes.whole


def _below(into: _Stated, owners: frozenset[int], party: int) -> _Stated:
    """Keep what lies below the owners."""
    out = defaultdict(list)
    for node, holders in into.items():
        for holder in holders:
            out[holder].append(node)
    reached, waiting = set(owners), list(owners)
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
