"""What everybody holds of one party in the end: a column of integrated ownership, without those of all others."""

import numpy as np
from scipy.sparse import csc_array, eye_array
from scipy.sparse.linalg import splu

from cim_graph.ownership.model.integrated import PRUNED, Plan
from cim_graph.ownership.model.loops import sparse
from cim_graph.ownership.model.rows import CEILING
from cim_graph.ownership.model.structure import Percents


def held_of(plan: Plan, party: int) -> Percents:
    """Return for each party i the fraction N[i, party] / N[i, i]; 0 for the party itself, and for less than PRUNED.

    (I - W) x = e is solved for x. In the order of ownership the matrix is triangular but for the circles, so solving it
    makes no entries but in these. Large circles are left to the rows of all parties.
    """
    share = _by_rows(plan, party) if any(layer.circles for layer in plan.layers) else _solved(plan, party)
    share[party] = 0
    share[share < PRUNED] = 0
    return np.minimum(share, CEILING)


def _by_rows(plan: Plan, party: int) -> Percents:
    share = np.zeros(plan.stakes.size)
    owner, value = plan.shares(np.ones(plan.stakes.size, bool)).row(party)
    share[owner] = value
    return share


def _solved(plan: Plan, party: int) -> Percents:
    size, order = plan.stakes.size, np.concatenate([layer.parties for layer in plan.layers])
    counted = np.flatnonzero((plan.weights > 0) & ~plan.found.void)
    direct = sparse(plan.stakes, plan.weights, counted).T.tocsc()[order][:, order]
    factors = splu(csc_array(eye_array(size) - direct), permc_spec="NATURAL", diag_pivot_thresh=0)
    share = np.empty(size)
    share[order] = factors.solve((order == party).astype(np.float64))
    return share / plan.grown.around(size)
