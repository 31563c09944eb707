"""What is asked of ownership."""

from cim_graph.ownership.service.answers import beneficial_owners, controllers, holding_key, holdings, owner_key, owners
from cim_graph.ownership.service.portrait import Portrait, portrait
from cim_graph.ownership.service.walks import above, below
from cim_graph.ownership.service.ways import ways

__all__ = [
    "Portrait",
    "above",
    "below",
    "beneficial_owners",
    "controllers",
    "holding_key",
    "holdings",
    "owner_key",
    "owners",
    "portrait",
    "ways",
]
