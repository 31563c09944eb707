"""Assessments of the whole base, in columns; each is told in words only where somebody wants it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cim_graph.access.rights import Special
from cim_graph.risk.assessment import Assessment, Contribution, Result
from cim_graph.risk.dossier import MOST_WAYS
from cim_graph.risk.everywhere import Whole, spread_all
from cim_graph.risk.facts import Codes, Facts
from cim_graph.risk.fingerprint import joined, of_arrivals, of_class, of_results, of_texts
from cim_graph.risk.propagation.combined import combined
from cim_graph.risk.propagation.paths import ways
from cim_graph.risk.results import results
from cim_graph.risk.scoring import Held, Judged, Scored, own_strength, scored
from cim_graph.risk.service import origin_sees

if TYPE_CHECKING:
    from cim_graph.risk.propagation.spread import Spread
    from cim_graph.risk.scheme import Scheme
    from cim_graph.risk.versions import Version

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The strongest of what reached each party: rows of the spread, those of party n from `begins[n]` on.

    `total` is the sum of all strengths that reached a party, and `count` how many they are.
    """

    begins: Places
    rows: Places
    total: NDArray[np.float64]
    count: Places


@dataclass(frozen=True, slots=True)
class Census:
    """All parties of a base, assessed by a version; `combination` is which of `told` a party gets."""

    base: Whole
    version: "Version"
    scored: Scored
    spread: "Spread"
    arrivals: Arrivals
    own: NDArray[np.float64]
    together: NDArray[np.float64]
    combination: Codes
    told: Sequence[Sequence[Result]]
    sees: Mapping[int, frozenset[Special]]
    """What it gives away that a party is an origin, by the places of origins."""

    def fingerprints(self, places: Places) -> NDArray[np.int64]:
        """Return the fingerprints of parties, as they are without a class by hand."""
        party, rows = self._arrived(places)
        origins, of = np.unique(self.spread.origins.party[self.spread.origin[rows]], return_inverse=True)
        names = of_texts(self.base.ids[place] for place in origins.tolist())[of]
        met, which = np.unique(self.combination[places], return_inverse=True)
        said = of_texts(of_results(self.told[code]) for code in met.tolist())[which]
        words = of_texts(of_class(one.name) for one in self.version.scheme.classes)[self.scored.place[places]]
        arrived = of_arrivals(party, names, self.spread.strength[rows], len(places))
        return joined(said, self.scored.score[places], words, arrived)

    def risky(self, places: Places) -> NDArray[np.bool_]:
        """Return at which of these parties risk is, or to which it comes."""
        there: NDArray[np.bool_] = (self.own[places] > 0) | (self.arrivals.count[places] > 0)
        return there

    def _arrived(self, places: Places) -> tuple[Places, Places]:
        """Return rows of the spread that are kept of parties, one party after the other, and whose each is of these."""
        begins, ends = self.arrivals.begins[places], self.arrivals.begins[places + 1]
        count = ends - begins
        of = np.repeat(np.arange(len(places)), count)
        return of, self.arrivals.rows[np.repeat(ends - np.cumsum(count), count) + np.arange(len(of))]

    def assessments(self, places: Places, at: str) -> list[Assessment]:
        """Return the assessments of parties in words, without a class by hand."""
        arrived = self._contributions(places)
        counts = (self.arrivals.begins[places + 1] - self.arrivals.begins[places]).tolist()
        told = zip(places.tolist(), counts, strict=True)
        return [self._assessment(place, at, list(islice(arrived, count))) for place, count in told]

    def _assessment(self, place: int, at: str, arrived: list[Contribution]) -> Assessment:
        return Assessment(
            self.base.ids[place],
            self.version,
            at,
            float(self.scored.score[place]),
            self.version.scheme.classes[int(self.scored.place[place])].name,
            self.told[int(self.combination[place])],
            arrived,
            own=float(self.own[place]),
            own_sees=self.sees.get(place, frozenset()),
            arrived=int(self.arrivals.count[place]),
        )

    def _contributions(self, places: Places) -> Iterator[Contribution]:
        """Yield what is kept of what reached parties, one party after the other: in columns as far as these go."""
        arcs, ids, kinds = self.spread.arcs, self.base.ids, self.base.ties.kinds
        of, rows = self._arrived(places)
        party = places[of]
        strength = self.spread.strength[rows]
        points = self.together[party] * self.version.scheme.propagation.points / self.arrivals.total[party]
        taken = ways(self.spread, rows)
        ties = arcs.relationship[taken]
        columns = (
            self.spread.origins.party[self.spread.origin[rows]],
            strength,
            strength * points,
            (taken >= 0).sum(axis=1),
            arcs.head[taken],
            self.base.tie_ids[ties].astype(str),
            self.base.ties.kind[ties],
        )
        for origin, strong, given, steps, heads, names, met in zip(*[one.tolist() for one in columns], strict=True):
            yield Contribution(
                ids[origin],
                strong,
                given,
                (ids[origin], *[ids[head] for head in heads[:steps]]),
                tuple(names[:steps]),
                tuple([kinds[kind] for kind in met[:steps]]),
                self.sees[origin],
            )


def census(base: Whole, version: "Version") -> Census:
    """Assess all parties of a base."""
    scheme = version.scheme
    found = spread_all(base, scheme)
    together = combined(found, scheme.propagation.cap)
    known = scored(scheme, base.facts, together)
    own = own_strength(scheme, base.facts)
    combination, first = _combinations(known, base.facts)
    kinds = base.facts["kind"]
    told = [results(scheme, known, place, kinds.values[kinds.codes[place]]) for place in first.tolist()]
    sees = _origins_see(scheme, base.facts, own)
    return Census(base, version, known, found, _arrivals(found), own, together, combination, told, sees)


def _combinations(known: Scored, facts: Facts) -> tuple[Codes, Places]:
    """Return which combination of what factors and rules gave each party has, and the first party of each."""
    keys = facts["kind"].codes
    columns: list[Judged | Held] = [*known.factors, *known.rules]
    for one in columns:
        keys = np.unique(keys, return_inverse=True)[1] * len(one.values) + one.codes
    _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
    return codes, first


def _origins_see(scheme: "Scheme", facts: Facts, own: NDArray[np.float64]) -> dict[int, frozenset[Special]]:
    """Return what each origin gives away by being one: once for each combination of what is known of origins."""
    begin = np.flatnonzero(own > 0)
    names = {"kind", *(name for origin in scheme.propagation.origins for name in origin.when.names)}
    keys = np.zeros(len(begin), dtype=np.int64)
    for name in sorted(names):
        keys = np.unique(keys, return_inverse=True)[1] * len(facts[name].values) + facts[name].codes[begin]
    _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
    seen = [origin_sees(scheme, facts, int(begin[place])) for place in first.tolist()]
    return {place: seen[code] for place, code in zip(begin.tolist(), codes.tolist(), strict=True)}


def _arrivals(found: "Spread") -> Arrivals:
    size = found.arcs.size
    order = np.lexsort((found.origin, -found.strength, found.party))
    count = np.bincount(found.party, minlength=size).astype(np.int64)
    starts = np.cumsum(count) - count
    rank = np.arange(len(order)) - np.repeat(starts, count)
    begins = np.concatenate(([0], np.cumsum(np.minimum(count, MOST_WAYS))))
    total: NDArray[np.float64] = np.bincount(found.party, weights=found.strength, minlength=size).astype(np.float64)
    return Arrivals(begins, order[rank < MOST_WAYS], total, count)
