"""Evidence that is written and read again."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.matching.model.evidence import Evidence, evidence
from cim_graph.matching.model.packing import packed, unpacked
from cim_graph.records.parse import parse
from cim_graph.synthetic import generate
from tests.matching.records import said

PARTIES = {"person", "organization", "arrangement"}
FULL = said(
    names=["Əliyev Vəli Həsən oğlu", {"first": "David", "last": "Dobbins Jr."}],
    birthDate="1984-03-09",
    gender="male",
    nationalities=["AZ", "RU"],
    identifiers=[
        {"scheme": "az-fin", "value": "5ABC123"},
        {"scheme": "passport", "value": "C01", "country": "AZ", "issued": "2020-01-01"},
    ],
    contacts=["050 212 34 56", "vali@mail.az"],
    addresses=[{"street": "Nizami küçəsi 12, mənzil 4", "city": "Bakı", "postcode": "AZ1000"}],
    attributes={"employer": "Xəzər Ticarət"},
)
COMPANY = said("organization", names=["State Oil Company of Azerbaijan Republic"], founded="1992", jurisdiction="AZ")


@pytest.mark.parametrize("one", [FULL, COMPANY, Evidence("person")], ids=["person", "company", "blank"])
def test_evidence_comes_back_as_it_was(one: Evidence) -> None:
    back = unpacked(packed(one))
    assert back == one
    assert {type(value) for name in one.__slots__ for value in getattr(one, name)} == {
        type(value) for name in one.__slots__ for value in getattr(back, name)
    }
    assert hash(back) == hash(one)


@given(st.integers(0, 50))
def test_that_of_any_record_does(seed: int) -> None:
    for record in generate(5, seed):
        if record["type"] in PARTIES:
            one = evidence(parse(orjson.dumps(record).decode()).record)  # type: ignore[arg-type]
            assert unpacked(packed(one)) == one


def test_another_edition_is_not_read() -> None:
    text = orjson.dumps({**orjson.loads(packed(FULL)), "edition": 0}).decode()
    assert unpacked(text) is None
