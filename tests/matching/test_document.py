from typing import Any

import pytest
from pydantic import ValidationError

from cim_graph.matching.model.document import Model, shipped
from cim_graph.matching.model.features import FEATURES


def test_the_model_that_is_shipped_is_a_document() -> None:
    document = shipped().document()
    assert Model.model_validate(document) == shipped()
    assert list(document["features"]) == [feature.name for feature in FEATURES]


def test_levels_weigh_the_more_the_better_they_are() -> None:
    """The best level speaks for one party, the worst against it."""
    for feature in FEATURES:
        model = shipped().features[feature.name]
        ratios = [model.m[level] / model.u[level] for level in feature.levels]
        assert ratios[0] < 1 < ratios[-1], feature.name
        assert max(ratios) == ratios[-1] or feature.name in ("given", "family", "patronymic"), feature.name


def _without(name: str) -> dict[str, Any]:
    document = shipped().document()
    del document["features"][name]
    return document


def _with(feature: str, **changed: Any) -> dict[str, Any]:
    document = shipped().document()
    document["features"][feature] = {**document["features"][feature], **changed}
    return document


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (_without("birth"), "features"),
        (_with("gender", m={"different": 0.1, "same": 0.8}), "add up to 1"),
        (_with("gender", m={"same": 0.9, "different": 0.1}), "in this order"),
        (_with("gender", m={"different": 0.0, "same": 1.0}), "greater than 0"),
        (_with("birth", rest=None), "rest"),
        ({**shipped().document(), "weights": 1}, "weights"),
        ({**shipped().document(), "prior": 2}, "prior"),
    ],
)
def test_a_document_that_cannot_be_is_refused(document: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Model.model_validate(document)
