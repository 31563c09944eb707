"""Regimes of beneficial ownership: data with law and article, checked by a schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Regime:
    """A regime as its file states it; `threshold` in percent, `inclusive`: reaching it is enough."""

    id: str
    title: str
    threshold: float
    inclusive: bool
    source: str
    confirmed: bool


def load(text: str) -> Regime:
    """Read a regime from the text of its YAML file.

    Raises BadInputError with the place and the reason if the text is no YAML or breaks the schema of regimes.
    """
    raise NotImplementedError


def shipped(*folders: Path) -> Mapping[str, Regime]:
    """Return the regimes by id: those of the product, then those of a bank's own folders, which may replace them."""
    raise NotImplementedError
