"""Which texts are told to be about somebody who is erased, and which only share a word with them."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.kernel.ids import Kind, id_of
from cim_graph.privacy.telltales import Telltales, full_names, telltales
from cim_graph.records.addresses import normal_address

HOME = {"text": "Nizami küçəsi 77, mənzil 5", "country": "AZ", "city": "Bakı"}
FLAT = {"text": "Gül küçəsi 9, mənzil 2", "country": "AZ", "city": "Gəncə"}
ALI: dict[str, Any] = {
    "type": "person", "source": "core", "key": "CUST-4711", "branch": "baku", "segment": "retail", "gender": "male",
    "names": [
        {"full": "Əli Həsənov Vəli oğlu", "first": "Əli", "last": "Həsənov", "lang": "az"},
        {"full": "Ali Hasanov", "kind": "transliteration"},
    ],
    "birthDate": "1980-05-17", "nationalities": ["Azərbaycan"], "birthPlace": "Gəncə", "flags": ["insider"],
    "identifiers": [
        {"scheme": "passport", "value": "C01234567", "country": "AZ"}, {"scheme": "staff-number", "value": "4711"},
    ],
    "contacts": [
        {"kind": "mobile", "value": "050 123 45 67"}, {"kind": "email", "value": "ali@hasanov.example"},
        {"kind": "phone", "value": "012 555 66 77"},
    ],
    "addresses": [HOME, FLAT, {"text": "Bakı", "country": "AZ"}],
    "attributes": {"hobby": "şahmat"},
}  # fmt: skip
COMPANY = {"type": "organization", "source": "core", "key": "FIRM-1001", "names": ["Kapital Mebel MMC", "Mebel"],
    "legalForm": "MMC", "jurisdiction": "AZ"}  # fmt: skip


def node(address: dict[str, str]) -> str:
    return id_of(Kind.ADDRESS, normal_address(address).key or "")


SHARED = frozenset({node(HOME), id_of(Kind.CONTACT, "phone", "+994125556677"), "Ali Hasanov"})
"""His home and its telephone are those of his family too, and somebody else writes their name as he writes one."""


def said(record: dict[str, Any]) -> str:
    return orjson.dumps(record).decode()


HE = telltales([said(ALI)], ["CUST-4711", "C-9", "AZ21NABZ00000000137010001944"], SHARED)
FIRM = telltales([said(COMPANY)], ["FIRM-1001", "123456"], frozenset())
TELLS = {
    "his whole name": "call of Əli Həsənov Vəli oğlu",
    "given name and surname": "MATCH (p {name: 'Əli Həsənov'}) RETURN p",
    "the other way round": "Həsənov, Əli came",
    "in the fields of a record": '{"names":[{"first":"Əli","last":"Həsənov"}]}',
    "his passport": "C01234567",
    "a number as it was given": "he rang from 050 123 45 67.",
    "and in normal form": "+994501234567",
    "his e-mail": "to <ali@hasanov.example>",
    "the flat that he has to himself": "flat at Gül küçəsi 9, mənzil 2",
    "the key of his record": '{"source": "core", "key": "CUST-4711"}',
    "his account": "AZ21NABZ00000000137010001944",
    "a name that others have as well, and his day of birth": "Ali Hasanov, born 1980-05-17",
    "such a name, and a number too short for itself": "Ali Hasanov, staff 4711",
}
KEEPS = {
    "a scheme": "shows a passport", "a language": '"lang":"az"', "a country": '"country":"AZ"',
    "a nationality": "Azərbaycan vətəndaşı", "a city": "Bakı, Gəncə", "a branch": "baku", "a segment": "retail",
    "a gender": "male", "a flag": "insider", "a hobby": "şahmat", "a kind of name": "transliteration",
    "who has his given name": "Əli Quliyev came",
    "who has his surname": "Həsənov Vəli came",
    "both, of two persons": "Əli Quliyev and Vəli Həsənov",
    "his sister": "Əliyə Həsənova",
    "who has his name, written as others do": "Ali Hasanov came",
    "whoever was born on his day": "born 1980-05-17",
    "a twin": '{"names":["Həsənov Vəli"],"birthDate":"1980-05-17"}',
    "who lives at his home": "Nizami küçəsi 77, mənzil 5",
    "with the telephone of it, and his surname": "Həsənov Vəli, 012 555 66 77, Nizami küçəsi 77, mənzil 5",
    "a number that holds his": "AC01234567", "a key that begins as his": "CUST-47110", "a short key": "C-9",
    "a short number": "4711",
}  # fmt: skip


@pytest.mark.parametrize("what", TELLS)
def test_what_tells_who_is_meant(what: str) -> None:
    assert HE.tells(TELLS[what])
    assert any(text in TELLS[what] for text in HE.texts)  # else the database would not find it


@pytest.mark.parametrize("what", KEEPS)
def test_what_others_share_is_theirs(what: str) -> None:
    assert not HE.tells(KEEPS[what])


@pytest.mark.parametrize(
    ("text", "told"),
    [("Kapital Mebel MMC", True), ("FIRM-1001", True), ("MMC", False), ("Mebel", False), ("123456 AZN", False)],
)
def test_what_tells_a_company(text: str, told: bool) -> None:
    assert FIRM.tells(text) is told


@pytest.mark.parametrize(
    ("text", "told"),
    [("asked by Həsənov", True), ("a passport was shown", False), ("oğlu", False), ("Həsənova", False), ("4711", True)],
)
def test_what_is_about_him_anyway_is_told_by_a_part_of_his_name(text: str, told: bool) -> None:
    assert HE.mentions(text) is told


def test_nobody_is_told_by_nothing() -> None:
    nobody = Telltales(frozenset())
    assert not nobody.tells("Əli Həsənov")
    assert not nobody.mentions("")
    assert full_names([said(COMPANY)]) == ["Kapital Mebel MMC"]


@given(st.lists(st.sampled_from([*KEEPS.values()]), max_size=1), st.text(max_size=20))
def test_a_text_of_another_is_kept_whatever_stands_around_it(kept: list[str], more: str) -> None:
    text = f"{' '.join(kept)} | {more} | Kərim Abbasov"
    assert not HE.tells(text)
