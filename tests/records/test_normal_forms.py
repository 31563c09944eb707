import csv
from pathlib import Path

import pytest

from cim_graph.records.addresses import normal_address, normal_country
from cim_graph.records.contacts import normal_contact
from cim_graph.records.dates import partial_date, source_time, validity_date
from cim_graph.records.identifiers import normal_identifier


@pytest.mark.parametrize(
    ("scheme", "value", "normal", "valid"),
    [
        ("VOEN", "140 108 9201", "1401089201", True),
        ("az-voen", "1401089211", "1401089211", False),
        ("az-fin", "5abc123", "5ABC123", True),
        ("az-fin", "5АВС123", "5ABC123", True),
        ("az-fin", "5IBC123", "5IBC123", False),
        ("lei", "2549002HARR1VE257O76", "2549002HARR1VE257O76", True),
        ("lei", "2549002HARR1VE257O77", "2549002HARR1VE257O77", False),
        ("iban", "AZ21 NABZ 0000 0000 1370 1000 1944", "AZ21NABZ00000000137010001944", True),
        ("passport", "AZE 12345678", "AZE12345678", None),
        ("ru-inn", "7707083893", "7707083893", True),
    ],
)
def test_identifiers(scheme: str, value: str, normal: str, valid: bool | None) -> None:
    identifier = normal_identifier(scheme, value, None)
    assert (identifier.value, identifier.valid) == (normal, valid)
    assert (identifier.problem is not None) == (valid is False)


def test_real_tax_numbers_pass_their_check(shared_data: Path) -> None:
    with (shared_data / "az-reference" / "eiti-az-companies.csv").open(encoding="utf-8") as file:
        numbers = {row["voen"].lstrip("'") for row in csv.DictReader(file) if row["voen"]}
    failed = {number for number in numbers if not normal_identifier("az-voen", number, None).valid}
    assert len(numbers) == 43
    assert failed == {"Not available", "990003863", "9900061191"}, "nothing, nine digits, a wrong check digit"


@pytest.mark.parametrize(
    ("kind", "value", "normal", "valid"),
    [
        ("mobile", "050 123-45-67", "+994501234567", True),
        (None, "+994 (50) 123 45 67", "+994501234567", True),
        ("phone", "1234", "1234", False),
        (None, "Leyla@Example.COM", "leyla@example.com", True),
        ("email", "leyla at example", "leyla at example", False),
        ("web", "https://Example.com/", "https://example.com", None),
    ],
)
def test_contacts(kind: str | None, value: str, normal: str, valid: bool | None) -> None:
    contact = normal_contact(kind, value)
    assert (contact.value, contact.valid) == (normal, valid)


def test_spellings_of_one_address_share_it() -> None:
    keys = {
        normal_address({"text": text, "country": country}).key
        for text, country in [
            ("Bakı, Nizami küçəsi 5, mənzil 12", "AZ"),
            ("BAKI, Nizami küç. 5, m. 12", "Azərbaycan"),
        ]
    }
    assert len(keys) == 1
    assert normal_address({"text": "Bakı"}).key is None


@pytest.mark.parametrize(
    ("text", "code"), [("az", "AZ"), ("AZE", "AZ"), ("Азербайджан", "AZ"), ("Rusiya", "RU"), ("Nowhere", None)]
)
def test_countries(text: str, code: str | None) -> None:
    assert normal_country(text) == code


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("1984", True),
        ("1984-03", True),
        ("1984-03-09", True),
        ("1984-09-31", False),
        ("9/3/84", False),
    ],
)
def test_partial_dates(text: str, valid: bool) -> None:
    assert partial_date(text).valid is valid


def test_days_and_moments() -> None:
    assert validity_date("2021-01-31T10:00:00Z").isoformat() == "2021-01-31"
    assert source_time("2021-01-31T10:00:00+04:00").isoformat() == "2021-01-31T06:00:00+00:00"
    with pytest.raises(ValueError, match="not a date that exists"):
        validity_date("2021-02-29")
