"""The model as a document: how likely each level of each feature is among pairs of one party, and among others.

Fellegi and Sunter, A Theory for Record Linkage (1969). All that a decision rests on stands here and is frozen with the
version: frequencies of common values and the keys that became too common, too, so that a decision is a function of the
two records and the document, whatever came before or after.
"""

from functools import lru_cache
from math import isclose
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from cim_graph.matching.model.features import FEATURES
from cim_graph.matching.model.name_shares import name_shares

_SHIPPED = Path(__file__).with_name("shipped.yaml")
_BY_NAME = {feature.name: feature for feature in FEATURES}
_SUM = 1e-6

Chance = Annotated[float, Field(gt=0, lt=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FeatureModel(_Part):
    """What is known of one feature: the chance of each level, weakest first, where both sides say something."""

    m: dict[str, Chance]
    """Among pairs of one party."""
    u: dict[str, Chance]
    """Among pairs of two who have nothing to do with each other."""
    r: dict[str, Chance]
    """Among pairs of relatives of one home, and of companies of one group."""
    rest: Chance | None = None
    """How frequent a value is that `frequencies` does not list."""
    frequencies: dict[str, Chance] = Field(default_factory=dict)
    """How frequent common values are: the chance that a record which says something says this."""

    @model_validator(mode="after")
    def _adds_up(self) -> "FeatureModel":
        for chances in (self.m, self.u, self.r):
            if not isclose(sum(chances.values()), 1, abs_tol=_SUM):
                raise ValueError(f"the chances of all levels must add up to 1, and come to {sum(chances.values())}")
        return self


class Thresholds(_Part):
    """Probabilities from which two records are the same, and up to which they are different; between is for review."""

    same: Chance
    different: Chance


class Rules(_Part):
    """What no score outweighs (`rules.py`)."""

    least_support: Annotated[float, Field(ge=0)]
    """Bits that features other than names and weak ones must bring before names are enough."""
    contradiction: Annotated[float, Field(ge=0)]
    """Bits against one party from which values that differ contradict: fewer, and this base is full of such errors."""


class Model(_Part):
    """A version of the model."""

    version: Annotated[str, Field(min_length=1)]
    prior: Chance
    """The chance that two records taken at random are of one party."""
    relatives: Chance
    """The chance that they are of relatives: of a home, or of a group of companies."""
    thresholds: Thresholds
    rules: Rules
    features: dict[str, FeatureModel]
    dropped: frozenset[str] = frozenset()
    """Candidate keys that too many records share (`keys.py`)."""

    @model_validator(mode="after")
    def _knows_all_levels(self) -> "Model":
        if set(self.features) != set(_BY_NAME):
            raise ValueError(f"features: must be {', '.join(_BY_NAME)}")
        for name, feature in self.features.items():
            levels = _BY_NAME[name].levels
            if any(tuple(chances) != levels for chances in (feature.m, feature.u, feature.r)):
                raise ValueError(f"features/{name}: m, u and r must have the levels {', '.join(levels)}, in this order")
            if _BY_NAME[name].common and feature.rest is None:
                raise ValueError(f"features/{name}: needs `rest`, since frequencies count there")
        return self

    def document(self) -> dict[str, Any]:
        """Return the model as JSON values; `Model.model_validate` takes them back."""
        return self.model_dump(mode="json") | {"dropped": sorted(self.dropped)}


@lru_cache(maxsize=1)
def shipped() -> Model:
    """Return the model that comes with the product and works in an empty base."""
    document = yaml.safe_load(_SHIPPED.read_text("utf-8"))
    for part, shares in name_shares().items():
        document["features"][part]["frequencies"] = shares
    return Model.model_validate(document)
