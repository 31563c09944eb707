"""Which regimes of beneficial ownership there are: those of the product, and a bank's own."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cim_graph.kernel.errors import BadInputError
from cim_graph.ownership.model.regime import Regime, shipped

if TYPE_CHECKING:
    from cim_graph.settings import Settings


@lru_cache(maxsize=8)
def _read(folder: Path | None) -> Mapping[str, Regime]:
    return shipped(*([] if folder is None else [folder]))


def regimes(settings: "Settings") -> Mapping[str, Regime]:
    """Return every regime by its id; the files are read once."""
    return _read(settings.regimes_dir)


def regime(settings: "Settings", id_: str | None) -> Regime:
    """Return the regime asked for, CIM_REGIME where none is; raise BadInputError that lists those there are."""
    known = regimes(settings)
    wanted = settings.regime if id_ is None else id_
    if wanted not in known:
        raise BadInputError(f"there is no regime {wanted[:40]!r}; take one of {', '.join(sorted(known))}")
    return known[wanted]
