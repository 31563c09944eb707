"""What origins come to together: 1 - (1 - a)(1 - b)…, capped."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cim_graph.risk.propagation.arcs import Strengths
    from cim_graph.risk.propagation.spread import Spread


def combined(spread: "Spread", cap: float) -> "Strengths":
    """Return, of each party, what reached it from all origins; added by the order of origins, whatever came first."""
    with np.errstate(divide="ignore"):
        missed = np.log1p(-spread.strength)
    summed = np.bincount(spread.party, weights=missed, minlength=spread.arcs.size)
    together: Strengths = np.minimum(-np.expm1(summed), cap)
    return together
