from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.matching.model.keys import GIVEN, MOST_KEYS, keys
from tests.matching.records import said

BORN = {"birthDate": "1984-03-09"}
HOME = {"addresses": [{"street": "Nizami küçəsi 12", "city": "Bakı", "postcode": "AZ1000"}]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"names": ["Əliyev Vəli"]}, {"names": ["Veli Aliyev"]}, id="order of names"),
        pytest.param({"names": ["Əliyev Vəli Həsən oğlu"]}, {"names": ["Алиев Вели"]}, id="script, no father's name"),
        pytest.param({"names": ["Əliyeva Leyla"], **BORN}, {"names": ["Quliyeva Leyla"], **BORN}, id="married"),
        pytest.param({"names": ["Vəli"], **HOME, **BORN}, {**HOME, **BORN}, id="no name, home and birth date"),
        pytest.param({"names": ["Əliyev V."], **HOME}, {"names": ["Əliyev Vəli"], **HOME}, id="initial"),
        pytest.param(
            {"names": ["Aliyev Vali"], "birthDate": "1984-03-09"},
            {"names": ["Aliyev Wali"], "birthDate": "1984-09-03"},
            id="birth date exchanged",
        ),
        pytest.param(
            {"identifiers": [{"scheme": "az-fin", "value": "5ABC123"}]},
            {"identifiers": [{"scheme": "FIN", "value": "5abc 123"}]},
            id="FIN",
        ),
        pytest.param({"contacts": ["+994 50 212 34 56"]}, {"contacts": ["212 34 56"]}, id="local number"),
        pytest.param({"contacts": ["vali@mail.az"]}, {"contacts": ["vali@bank.az"]}, id="user of an e-mail address"),
        pytest.param(
            {"kind": "organization", "names": ["State Oil Company of Azerbaijan Republic"]},
            {"kind": "organization", "names": ["SOCAR"]},
            id="initials",
        ),
        pytest.param(
            {"kind": "organization", "names": ["Xəzər Ticarət MMC"]},
            {"kind": "organization", "names": ["ООО Ticarət Xəzər"]},
            id="words and legal form in another order",
        ),
    ],
)  # fmt: skip
def test_records_of_one_party_share_a_key(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert set(keys(said(**one))) & set(keys(said(**other)))


def test_strangers_share_none() -> None:
    one = said(names=["Əliyev Vəli"], birthDate="1984-03-09", contacts=["vali@mail.az"])
    other = said(names=["Quliyeva Nərgiz"], birthDate="1991-12-24", contacts=["nargiz@bank.az"])
    assert not set(keys(one)) & set(keys(other))
    assert not keys(said())
    assert not keys(said(names=["YOXDUR"], birthDate="1900-01-01", contacts=["0000000"]))


TEXT = st.text(st.characters(codec="utf-8"), max_size=600)


@given(
    st.lists(TEXT, max_size=4),
    st.lists(TEXT, max_size=4),
    st.lists(TEXT, max_size=3),
    st.sampled_from(["1984-03-09", "1984"]),
)
def test_keys_are_few_short_and_of_known_kinds(
    names: list[str], contacts: list[str], homes: list[str], born: str
) -> None:
    record = said(
        names=[{"full": name} for name in names],
        contacts=[{"kind": "email", "value": contact or "x"} for contact in contacts],
        addresses=[{"text": home} for home in homes],
        birthDate=born,
    )
    made = keys(record)
    assert made == keys(record)
    assert len(made) <= MOST_KEYS
    assert len(set(made)) == len(made)
    for key in made:
        kind, _, value = key.partition(":")
        assert kind in GIVEN
        assert value
        assert len(key) <= 40


def test_an_entry_of_a_list_keeps_the_keys_of_all_its_dates_and_names() -> None:
    years = [{"from": "1955", "to": "1964"}]
    entry = said(
        names=["Muhammad Hussein Alwani"], status="EXTERNAL", flags=["sanctioned"], attributes={"births": years}
    )
    for client in ({"birthDate": "1963-05-01"}, {}):
        assert set(keys(said(names=["Muhammad Hussein Alwani"], **client))) & set(keys(entry))
