"""What is asked about a deal, read as it is meant."""

from pathlib import Path

import pytest

from cim_graph.deals.asking import deal
from cim_graph.deals.rules import OURS, rules
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, id_of

PARTY = id_of(Kind.PARTY, "s", "k")


@pytest.mark.parametrize(
    "stated",
    [
        "correspondent-account",
        " Correspondent  Account ",
        "CORRESPONDENT_ACCOUNT",
        "correspondent - account",
        "ｃorrespondent-account",
    ],
)
def test_a_product_is_what_it_is_in_whatever_case(stated: str) -> None:
    assert deal([PARTY], stated, "1", "AZN").product == "correspondent-account"


def test_so_it_is_in_the_rules(tmp_path: Path) -> None:
    own = tmp_path / "deals.yaml"
    own.write_text(OURS.read_text("utf-8").replace("  correspondent-account:", "  Correspondent Account:"))
    assert rules(own)["products"] == rules()["products"]


@pytest.mark.parametrize("stated", ["", "loan\x00", "lo\u202ean", "x" * 101, " _-"])
def test_what_names_no_product_is_refused(stated: str) -> None:
    with pytest.raises(BadInputError, match="`product`"):
        deal([PARTY], stated, "1", "AZN")
