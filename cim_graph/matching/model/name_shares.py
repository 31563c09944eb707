"""How frequent the commonest names are, for a model that has seen no records yet."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from cim_graph.matching.model.families import family
from cim_graph.records.names import fold

_SHARES = Path(__file__).with_name("name_shares.yaml")


def name_shares() -> dict[str, dict[str, float]]:
    """Return by part of names how frequent they are, in the forms that are compared; of two steps the higher one."""
    document: dict[str, dict[float, str]] = yaml.safe_load(_SHARES.read_text("utf-8"))
    return {part: _by_form(part, steps) for part, steps in document.items()}


def _by_form(part: str, steps: dict[float, str]) -> dict[str, float]:
    shares: dict[str, float] = {}
    for share, names in sorted(steps.items()):
        shares |= dict.fromkeys(_forms(part, names), share)
    return shares


def _forms(part: str, names: str) -> Iterator[str]:
    for spelling in names.replace("/", " ").split():
        word = fold(spelling)
        found = family(word, stated=True) if part == "family" else None
        yield found.masculine if found else word
