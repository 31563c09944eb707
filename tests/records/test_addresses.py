from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.records.addresses import normal_address


@pytest.mark.parametrize(
    "spellings",
    [
        ["Bakı, Nizami küçəsi 5, mənzil 12", "BAKI, Nizami küç. 5, m. 12", "Bakı şəhəri, Nizami kucesi 5, ev m 12"],
        ["Баку, ул. Низами 5, кв. 12", "Баку, улица Низами, д. 5, кв 12"],
        ["AZ1095, Bakı, Nizami küç. 5", "Bakı, Nizami küç. 5, AZ 1095", "Bakı, Nizami küç. 5"],
    ],
)
def test_spellings_of_one_address_share_it(spellings: list[str]) -> None:
    assert len({normal_address({"text": text, "country": "AZ"}).key for text in spellings}) == 1


def test_the_city_counts_wherever_it_stands() -> None:
    texts = ["Nizami küç. 5", "Nizami küç. 5, Bakı", "Bakı, Nizami küç. 5"]
    assert {normal_address({"text": text, "city": "Bakı"}).key for text in texts} == {" baki nizami kuc 5"}
    assert normal_address({"text": texts[0], "city": "Gəncə"}).key == " ganca nizami kuc 5"


@pytest.mark.parametrize(
    "vague",
    [{"country": "AZ"}, {"text": "Bakı"}, {"text": "Bakı şəhəri, AZ1095"}, {"text": "Bakı, Nizami küçəsi"}, {}],
)
def test_what_is_too_vague_is_not_shared(vague: dict[str, str]) -> None:
    assert normal_address(vague).key is None


def test_parts_make_a_text() -> None:
    address = normal_address(
        {"kind": "home", "street": "Nizami küç. 5", "city": "Bakı", "postcode": "1095", "country": "Azərbaycan"}
    )
    assert (address.text, address.country, address.city) == ("Nizami küç. 5, Bakı", "AZ", "Bakı")
    assert address.postcode == "AZ1095"


@pytest.mark.parametrize(
    ("postcode", "country", "normal"),
    [("AZ1095", None, "AZ1095"), ("AZ 1095", "AZ", "AZ1095"), ("1095", "AZ", "AZ1095"), ("1095", "DK", "1095"),
     ("1095", None, "1095"), ("SW1A 1AA", "GB", "SW1A 1AA")],
)  # fmt: skip
def test_postcodes(postcode: str, country: str | None, normal: str) -> None:
    assert normal_address({"text": "x", "postcode": postcode, "country": country}).postcode == normal


def test_a_country_that_is_none_is_a_problem() -> None:
    address = normal_address({"text": "Bakı", "country": "Nowhere"})
    assert (address.text, address.country, address.problem) == ("Bakı", None, "'Nowhere' is no country")


@given(st.dictionaries(st.sampled_from(["text", "city", "country", "postcode", "street"]), st.text(st.characters())))
def test_any_text_is_taken(stated: dict[str, Any]) -> None:
    normal_address(stated)


@pytest.mark.timeout(10, func_only=True)
@pytest.mark.parametrize("field", ["text", "city", "country", "postcode"])
@pytest.mark.parametrize("text", ["1 " * 5_000_000, "a" * 10_000_000, "\ud800\x00"])
def test_a_monstrous_text_costs_little(field: str, text: str) -> None:
    assert normal_address({field: text}).key is None
