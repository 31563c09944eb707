import pytest

from cim_graph.matching.model.document import shipped
from cim_graph.matching.model.explanation import NO_EVIDENCE, Explained, explain
from cim_graph.matching.model.weights import BIT, probability
from tests.matching.records import said
from tests.matching.test_scorer import scored

ONE = said(
    names=["Əliyev Vəli Həsən oğlu"],
    birthDate="1984-03-09",
    contacts=["+994 50 212 34 56", "vali@mail.az"],
    identifiers=[{"scheme": "az-fin", "value": "5ABC123"}],
)
OTHER = said(names=["Veli Aliyev"], birthDate="1984-09-03", contacts=["012 493 00 00", "212 34 56"], gender="m")


def test_every_feature_is_shown_with_both_values() -> None:
    shown = {feature.feature: feature for feature in explain(ONE, OTHER, shipped()).features}
    assert shown["birth"] == Explained("birth", "1984-03-09", "1984-09-03", "exchanged", 7.644)
    assert shown["phone"] == Explained("phone", "994502123456", "2123456", "tail", 11.288)
    assert shown["gender"] == Explained("gender", None, "male", NO_EVIDENCE, 0)
    assert shown["registration"] == Explained("registration", "az-fin 5ABC123", None, NO_EVIDENCE, 0)
    assert shown["email"] == Explained("email", "vali@mail.az", None, NO_EVIDENCE, 0)
    assert {"given", "family", "patronymic"} <= shown.keys()
    assert not {"company", "founded", "address"} & shown.keys()


def test_what_is_shown_adds_up_to_the_probability() -> None:
    why = explain(ONE, OTHER, shipped())
    odds = why.prior + why.relatives + sum(feature.weight for feature in why.features)
    assert why.probability == pytest.approx(float(probability([round(odds * BIT)])[0]), rel=1e-9)  # type: ignore[arg-type]
    assert why.probability == scored(ONE, OTHER).probability[0]
    assert (why.decision, why.rule) == ("SAME", "score")


def test_pairs_that_are_far_apart_are_explained_too() -> None:
    why = explain(ONE, said("organization", names=["Xəzər Ticarət MMC"]), shipped())
    assert (why.decision, why.rule) == ("DIFFERENT", "kinds")
    assert {"given", "company"} <= {feature.feature for feature in why.features}
