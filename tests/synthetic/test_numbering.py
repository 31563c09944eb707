import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, lei
from stdnum.az import voen

from cim_graph.records.identifiers import normal_identifier
from cim_graph.synthetic.numbering import SOURCES, Serials, code_of, iban_of, lei_of, ref_of
from tests.synthetic.census import Census


@given(st.integers(0, 10**12 - 1))
def test_leis_have_right_check_digits(number: int) -> None:
    assert lei.is_valid(lei_of(number))


@given(st.integers(0, 10**20 - 1))
def test_ibans_have_right_check_digits(number: int) -> None:
    assert iban.is_valid(iban_of(number))


@pytest.mark.parametrize(("legal", "last"), [(True, "1"), (False, "2")])
def test_voens_are_valid_and_tell_legal_from_natural_persons(*, legal: bool, last: str) -> None:
    serials = Serials()
    numbers = [serials.voen(legal=legal) for _ in range(2000)]
    assert all(voen.is_valid(number) and number.endswith(last) for number in numbers)
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("give", [Serials.fin, Serials.lei, Serials.account, Serials.paper])
def test_no_number_is_given_twice(give: object) -> None:
    assert callable(give)
    serials = Serials()
    assert len({give(serials) for _ in range(20_000)}) == 20_000


@given(st.integers(0, 10**8), st.sampled_from(SOURCES))
def test_a_party_is_packed_and_unpacked(serial: int, source: str) -> None:
    packed = serial * len(SOURCES) + SOURCES.index(source)
    assert code_of(ref_of(packed)) == packed
    assert ref_of(packed)["source"] == source


def test_identifiers_in_a_bank_are_valid_but_for_the_planted_errors(bank: Census) -> None:
    checked = [
        normal_identifier(identifier["scheme"], identifier["value"], identifier.get("country")).valid
        for record in bank.parties.values()
        for identifier in record.get("identifiers", [])
        if identifier["scheme"] in {"az-fin", "az-voen", "lei"}
    ]
    assert 0.001 < checked.count(False) / len(checked) < 0.02
    assert set(checked) == {True, False}
