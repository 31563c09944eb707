"""What an expert would call the agreement of two values, feature by feature."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.matching.model import addresses, births, contacts, employers, identifiers, sameness
from cim_graph.matching.model.column import ValueLevels, column
from cim_graph.matching.model.evidence import Paper, Registration
from cim_graph.matching.model.places import place

ONE, OTHER = np.array([0, 1]), np.array([1, 0])


def level(levels: tuple[str, ...], prepared: ValueLevels) -> str:
    """Return the name of the level of the two values of a column, and see that it is the same from either side."""
    there, back = prepared(ONE, OTHER).tolist()
    assert there == back
    return "no evidence" if there < 0 else levels[there]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1984-03-09", "1984-09-03", "exchanged"),
        ("1984-03-09", "1984-03-08", "mistyped"),
        ("1984-03-09", "1948-03-09", "mistyped"),
        ("1984-03-09", "1984-03-27", "near"),
        ("1984-03-09", "1986-03-09", "mistyped"),
        ("1984-03-09", "1974-03-09", "near"),
        ("1984-03-09", "1973-03-09", "near"),
        ("1961-03-09", "1991-03-09", "different"),
        ("1984-03-09", "1961-03-09", "different"),
        ("1984-03-09", "1985-09-03", "near"),
        ("1984-03-09", "1971-12-25", "different"),
        ("1984-03-09", "1984", "partial"),
        ("1984-03-09", "1984-03", "partial"),
        ("1984-03-09", "1984-04", "different"),
        ("1984", "1985", "different"),
        ("1984-01-01", "1984-07-23", "partial"),
        ("1984-01-01", "1984", "partial"),
        ("1960-01-01", "1990-01-01", "different"),
        ("1984-01-01", "1985-01-01", "different"),
        ("1984-01-01", "1984-01-10", "partial"),
    ],
)
def test_birth_dates(one: str, other: str, expected: str) -> None:
    assert level(births.LEVELS, births.prepare(column([(one, other)]))) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1984-03-09", births.SAME),
        ("1984-01-01", births.PARTIAL),
        ("1984-03", births.PARTIAL),
        ("1984", births.PARTIAL),
    ],
)
def test_a_day_that_is_not_known_agrees_with_itself_in_part(day: str, expected: int) -> None:
    assert births.prepare(column([(day,)]))(np.array([0]), np.array([0])).tolist() == [expected]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Registration("az-fin", ("5ABC123",)), Registration("az-fin", ("6ABC123",)), "conflict"),
        (Registration("az-fin", ("5ABC123",)), Registration("az-voen", ("1700000001",)), "no evidence"),
        (Registration("az-voen", ("1", "2")), Registration("az-voen", ("2", "3")), "same"),
        (Registration("az-voen", ("1", "2")), Registration("az-voen", ("3",)), "conflict"),
    ],
)
def test_numbers_of_one_holder(one: Registration, other: Registration, expected: str) -> None:
    prepared = identifiers.registrations(column([(one, other)]))
    assert level(identifiers.REGISTRATION_LEVELS, prepared) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Paper("passport", "C0123456", "AZ", ""), Paper("passport", "C0123456", "", ""), "same"),
        (Paper("passport", "C0123456", "AZ", ""), Paper("passport", "C0123456", "RU", ""), "no evidence"),
        (Paper("passport", "C0123456", "AZ", ""), Paper("id-card", "C0123456", "AZ", ""), "no evidence"),
        (Paper("passport", "C0123456", "AZ", ""), Paper("passport", "C0123465", "AZ", ""), "mistyped"),
        (Paper("passport", "C0123456", "AZ", "2010"), Paper("passport", "P7777777", "AZ", "2020"), "renewed"),
        (Paper("passport", "C0123456", "AZ", "2010"), Paper("passport", "P7777777", "AZ", "2010"), "different"),
        (Paper("ssn", "3241", "", ""), Paper("ssn", "3242", "", ""), "different"),
    ],
)
def test_other_identifiers(one: Paper, other: Paper, expected: str) -> None:
    assert level(identifiers.PAPER_LEVELS, identifiers.papers(column([(one, other)]))) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("994502123456", "0502123456", "tail"),
        ("39035265535", "035265535", "tail"),
        ("994502123456", "994502123457", "mistyped"),
        ("994502123456", "994552123456", "mistyped"),
        ("994502123456", "994559999999", "different"),
    ],
)
def test_telephones(one: str, other: str, expected: str) -> None:
    assert level(contacts.PHONE_LEVELS, contacts.phones(column([(one, other)]))) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("vali.aliyev@mail.az", "vali.aliyev@bank.az", "user"),
        ("vali.aliyev@mail.az", "vali.aliyve@mail.az", "mistyped"),
        ("vali@mail.az", "leyla@bank.az", "different"),
        ("info@mail.az", "info@nail.az", "different"),
    ],
)
def test_emails(one: str, other: str, expected: str) -> None:
    assert level(contacts.EMAIL_LEVELS, contacts.emails(column([(one, other)]))) == expected


def test_an_office_is_no_person() -> None:
    compare = contacts.emails(column([("info@bank.az", "vali@bank.az")]))
    assert [contacts.EMAIL_LEVELS[found] for found in compare(ONE, ONE)] == ["desk", "same"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Nizami küçəsi 12, mənzil 4", "Nizami küç. 12", "house"),
        ("Nizami küçəsi 12", "Nizami küçəsi 14", "street"),
        ("Nizami küçəsi 12", "Nizami küçəsi", "alike"),
        ("Nizami küçəsi 12", "Nizamu kuc 12", "alike"),
        ("Nizami küçəsi 12", "Füzuli küçəsi 12", "different"),
        ("Mountview, Coane Street 3", "Mount View, Coane Street 3", "house"),
        ("No 321, Street 128 Phnom Penh", "#321, Street 128", "alike"),
        ("No 321, Street 129 Phnom Penh", "#321, Street 128", "no evidence"),
    ],
)
def test_addresses(one: str, other: str, expected: str) -> None:
    prepared = addresses.addresses(column([(place({"text": one}), place({"text": other}))]))
    assert level(addresses.LEVELS, prepared) == expected


def test_one_address_in_two_spellings_is_one() -> None:
    spellings = ["Bakı, Nizami küçəsi 12", "BAKI Nizami küç. ev 12", "12, Nizami str., Baku".replace("Baku", "Bakı")]
    places = {place({"text": text, "city": "Bakı"}) for text in spellings}
    assert [(one.words, one.numbers) for one in places] == [("nizami", "12")]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("sumqayit", "sumqait", "mistyped"), ("baki", "ganja", "different"), ("baki", "quba", "different")],
)
def test_cities(one: str, other: str, expected: str) -> None:
    assert level(addresses.TEXT_LEVELS, addresses.cities(column([(one, other)]))) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("AZ1000", "AZ1001", "mistyped"), ("AZ1000", "AZ2511", "different")]
)
def test_postcodes(one: str, other: str, expected: str) -> None:
    assert level(addresses.TEXT_LEVELS, addresses.postcodes(column([(one, other)]))) == expected


def test_employers() -> None:
    assert level(employers.LEVELS, employers.employers(column([("xazar ticarat", "ticarat xazar group")]))) == "alike"
    assert level(employers.LEVELS, employers.employers(column([("xazar ticarat", "azal")]))) == "different"


def test_sameness() -> None:
    assert level(sameness.LEVELS, sameness.sameness(column([("male", "female")]))) == "different"


DAYS = st.dates().map(lambda day: day.isoformat()) | st.dates().map(lambda day: day.isoformat()[:7])


@given(st.lists(DAYS, min_size=2, max_size=8, unique=True))
def test_dates_compare_alike_from_either_side_and_whoever_else_is_there(days: list[str]) -> None:
    compare = births.prepare(column([days]))
    left, right = (grid.ravel() for grid in np.meshgrid(np.arange(len(days)), np.arange(len(days))))
    levels = compare(left, right)
    assert (levels == compare(right, left)).all()
    known = np.array([len(day) == len("1984-03-09") and not day.endswith("-01-01") for day in days])
    assert (levels[left == right] == np.where(known, births.SAME, births.PARTIAL)[left[left == right]]).all()
    assert (levels[left != right] < births.SAME).all()
    for one, other, found in zip(left, right, levels, strict=True):
        if one != other:
            assert found == births.prepare(column([(days[one], days[other])]))(ONE, OTHER)[0]
