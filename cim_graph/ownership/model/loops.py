"""Circles of owners: which parties own themselves in the end, and what one unit of share grows to around the circle."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from cim_graph.ownership.model.pairs import Keys, Units, grouped, ranges
from cim_graph.ownership.model.stakes import Stakes, totals
from cim_graph.ownership.model.structure import Marks, Numbers, Percents

DENSE = 1500
"""A circle with more members is not solved as a dense matrix; see `integrated`."""
_BATCH_ENTRIES = 4_000_000
_ROUNDING = 1e-9
_FEW = 16


@dataclass(frozen=True, slots=True)
class Circles:
    """Strongly connected components of owners.

    `component` numbers every party's; `inner` marks stakes between members of one. `closed` are circles without an
    outside owner, in which nothing can be solved; they are taken apart, their inner stakes are marked `void`.
    """

    component: Numbers
    size_of: Numbers
    inner: Marks
    void: Marks
    closed: tuple[Numbers, ...]


def circles(stakes: Stakes, weights: Percents, units: Units, whole: Units) -> Circles:
    """Find the circles among stakes that weigh something; `units` of `whole` (by party) say which are closed."""
    rows = np.flatnonzero(weights > 0)
    component, size_of = _components(stakes, rows)
    inner = np.zeros(len(stakes), bool)
    inner[rows] = component[stakes.holder[rows]] == component[stakes.held[rows]]
    within = np.flatnonzero(inner)
    kept = totals(units[within], stakes.held[within], stakes.size)
    touched = np.zeros(stakes.size, bool)
    touched[stakes.held[within]] = True
    leaking = np.zeros(len(size_of), bool)
    leaking[component[touched & (kept < whole)]] = True
    closed = np.unique(component[touched & ~leaking[component]])
    void = inner & np.isin(component[stakes.held], closed) if len(closed) else np.zeros(len(stakes), bool)
    return Circles(component, size_of, inner & ~void, void, members(component, closed))


def members(component: Numbers, wanted: Numbers) -> tuple[Numbers, ...]:
    """Return the parties of each component that is asked for."""
    if not len(wanted):
        return ()
    inside = np.flatnonzero(np.isin(component, wanted))
    inside = inside[np.argsort(component[inside], kind="stable")]
    return tuple(np.split(inside.astype(np.int32), np.flatnonzero(np.diff(component[inside])) + 1))


def _components(stakes: Stakes, rows: Keys) -> tuple[Numbers, Numbers]:
    """Return a number for each component, and its size; only who holds and is held can be in one with others."""
    holds, is_held = np.zeros(stakes.size, bool), np.zeros(stakes.size, bool)
    holds[stakes.holder[rows]] = True
    is_held[stakes.held[rows]] = True
    middle = np.flatnonzero(holds & is_held)
    place = np.full(stakes.size, -1, np.int32)
    place[middle] = np.arange(len(middle), dtype=np.int32)
    between = rows[(place[stakes.holder[rows]] >= 0) & (place[stakes.held[rows]] >= 0)]
    ends = (place[stakes.holder[between]], place[stakes.held[between]])
    graph = coo_array((np.ones(len(between), np.int8), ends), shape=(len(middle), len(middle))).tocsr()
    count, of_middle = (
        connected_components(graph, directed=True, connection="strong") if len(middle) else (0, place[:0])
    )
    component = np.empty(stakes.size, np.int32)
    component[middle] = of_middle
    others = np.flatnonzero(~(holds & is_held))
    component[others] = count + np.arange(len(others), dtype=np.int32)
    return component, np.bincount(component, minlength=count + len(others)).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Growth:
    """For parties in small circles: rows (j, i, N[i, j] within the circle), sorted by j; `unsolved` have no answer."""

    party: Numbers
    source: Numbers
    factor: Percents
    unsolved: tuple[Numbers, ...]

    def around(self, size: int) -> Percents:
        """Return N[i, i] of each of `size` parties, as far as the circles are small."""
        around, own = np.ones(size), self.party == self.source
        around[self.party[own]] = self.factor[own]
        return around


def growth(stakes: Stakes, weights: Percents, found: Circles) -> Growth:
    """Solve (I - W) for every circle of up to DENSE members, all of one size at once.

    A circle whose solution has a negative share (its members are said to be held by far more than 100 percent) is
    among `unsolved`.
    """
    rows = np.flatnonzero(found.inner & (found.size_of[found.component[stakes.held]] <= DENSE))
    parts = [_solved(stakes, weights, found, chunk, members) for chunk, members in _by_size(stakes, found, rows)]
    party, source, factor = (np.concatenate([part[at] for part in parts] or [np.empty(0)]) for at in range(3))
    order = np.argsort(party, kind="stable")
    unsolved = tuple(circle for part in parts for circle in part[3])
    return Growth(party[order].astype(np.int32), source[order].astype(np.int32), factor[order], unsolved)


def _by_size(stakes: Stakes, found: Circles, rows: Keys) -> list[tuple[Keys, Numbers]]:
    """Split rows by the size of their circle and into batches; with each the members, one circle a row."""
    component = found.component[stakes.held[rows]]
    batches = []
    for size in np.unique(found.size_of[component]):
        of_size = np.unique(component[found.size_of[component] == size])
        for batch in np.array_split(of_size, max(1, len(of_size) * int(size) ** 2 // _BATCH_ENTRIES)):
            chosen = np.isin(component, batch)
            inside = np.flatnonzero(np.isin(found.component, batch))
            inside = inside[np.argsort(found.component[inside], kind="stable")]
            batches.append((rows[chosen], inside.reshape(len(batch), int(size)).astype(np.int32)))
    return batches


def _solved(
    stakes: Stakes, weights: Percents, found: Circles, rows: Keys, members: Numbers
) -> tuple[Numbers, Numbers, Percents, list[Numbers]]:
    count, size = members.shape
    place = np.zeros(stakes.size, np.int64)
    place[members.ravel()] = np.tile(np.arange(size), count)
    which = np.searchsorted(found.component[members[:, 0]], found.component[stakes.held[rows]])
    matrix = np.zeros((count, size, size))
    np.add.at(matrix, (which, place[stakes.holder[rows]], place[stakes.held[rows]]), -weights[rows])
    matrix += np.eye(size)
    inverse = _inverted(matrix)
    good = np.asarray(np.isfinite(inverse).all(axis=(1, 2)) & (inverse > -_ROUNDING).all(axis=(1, 2)))
    at, i, j = np.nonzero((inverse > 0) & good[:, None, None])
    return members[at, j], members[at, i], inverse[at, i, j], list(members[~good])


def _inverted(matrix: Percents) -> Percents:
    try:
        return np.asarray(np.linalg.inv(matrix), np.float64)
    except np.linalg.LinAlgError:
        return np.stack([_inverted_one(one) for one in matrix])


def _inverted_one(matrix: Percents) -> Percents:
    try:
        return np.asarray(np.linalg.inv(matrix), np.float64)
    except np.linalg.LinAlgError:
        return np.full(matrix.shape, np.nan)


@dataclass(frozen=True, slots=True)
class Layer:
    """Parties that are held by those of earlier layers only, or by others in the same circle.

    `parties` are not in circles of more than DENSE members; `circles` are those circles.
    """

    parties: Numbers
    circles: tuple[Numbers, ...]

    def has(self, party: int) -> bool:
        """Return whether a party is in this layer."""
        return bool((self.parties == party).any()) or any((circle == party).any() for circle in self.circles)


def levels(circle: Circles, stakes: Stakes, rows: Keys) -> list[Layer]:
    """Return all parties in layers. `rows`: stakes between circles, and parties that are in none."""
    count = len(circle.size_of)
    source, target = circle.component[stakes.holder[rows]], circle.component[stakes.held[rows]]
    order, starts = grouped(source, count)
    target = target[order]
    of_component, starts_inside = grouped(circle.component, count)
    inside = of_component.astype(np.int32), starts_inside
    waiting = np.bincount(target, minlength=count)
    layer = np.flatnonzero(waiting == 0).astype(np.int32)
    layers = []
    while len(layer):
        layers.append(_layer(circle, layer, inside))
        touched = target[ranges(starts[layer], starts[layer + 1])]
        layer = _ready(touched, waiting) if len(touched) > _FEW else _ready_of_few(touched.tolist(), waiting)
    return layers


def _ready(touched: Numbers, waiting: Keys) -> Numbers:
    """Take what was touched, as often as it was, off what is waited for; return what waits for nothing more, sorted."""
    touched = np.sort(touched)
    first = np.flatnonzero(np.concatenate(([True], touched[1:] != touched[:-1]))[: len(touched)])
    reached, times = touched[first], np.diff(first, append=len(touched))
    waiting[reached] -= times
    ready: Numbers = reached[waiting[reached] == 0]
    return ready


def _ready_of_few(touched: list[int], waiting: Keys) -> Numbers:
    """Do the same one by one, which is quicker where it is few, as along a chain."""
    ready = []
    for one in touched:
        waiting[one] -= 1
        if not waiting[one]:
            ready.append(one)
    return np.array(sorted(ready), np.int32)


def _layer(circle: Circles, components: Numbers, inside: tuple[Numbers, Keys]) -> Layer:
    of_component, starts = inside
    first, size_of = of_component[starts[components]], circle.size_of[components]
    if size_of.max() == 1:
        return Layer(first, ())
    small, large = components[(size_of > 1) & (size_of <= DENSE)], components[size_of > DENSE]
    within = of_component[ranges(starts[small], starts[small + 1])]
    circles = tuple(of_component[starts[one] : starts[one + 1]] for one in large)
    return Layer(np.concatenate((first[size_of == 1], within)), circles)


def sparse(stakes: Stakes, weights: Percents, rows: Keys) -> csr_array:
    """Return stakes as a matrix: rows are held, columns are holders."""
    return coo_array((weights[rows], (stakes.held[rows], stakes.holder[rows])), shape=(stakes.size,) * 2).tocsr()
