import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.records.identifiers import normal_identifier

SCHEMES = ["az-voen", "az-fin", "lei", "iban", "bic", "isin", "gb-coh", "ru-inn", "tr-tckn", "ee-ik", "passport", "own"]


@pytest.mark.parametrize(
    ("scheme", "value", "normal", "valid"),
    [
        ("VOEN", "140 108 9201", "1401089201", True),
        ("tin:AZ", "1401089201", "1401089201", True),
        ("az-voen", "1401089211", "1401089211", False),  # ninth digit is the check digit
        ("az-voen", "1401089203", "1401089203", False),  # last digit: 1 legal person, 2 natural person
        ("az-fin", "5abc123", "5ABC123", True),
        ("az-fin", "5АВС123", "5ABC123", True),  # Cyrillic look-alikes
        ("az-fin", "５ＡＢＣ１２３", "5ABC123", True),  # full width
        ("az-fin", "5IBC123", "5IBC123", False),
        ("az-fin", "5ABC12", "5ABC12", False),
        ("lei", "2549002HARR1VE257O76", "2549002HARR1VE257O76", True),
        ("lei", "2549002HARR1VE257O77", "2549002HARR1VE257O77", False),
        ("lei", "98", "98", False),
        ("iban", "AZ21 NABZ 0000 0000 1370 1000 1944", "AZ21NABZ00000000137010001944", True),
        ("iban", "AZ22NABZ00000000137010001944", "AZ22NABZ00000000137010001944", False),
        ("iban", "CI93 CI00 8011 1301 1342 9120 0589", "CI93CI0080111301134291200589", True),
        ("iban", "FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606", True),
        ("iban", "BE68 5390 0754 7034", "BE68539007547034", True),
        ("iban", "BE41 5390 0754 7035", "BE41539007547035", False),  # right as an IBAN, not as an account of Belgium
        ("bic", "nabzaz2c", "NABZAZ2C", True),
        ("gb-coh", "SC123456", "SC123456", True),
        ("gb-coh", "7640868", "07640868", True),  # GLEIF leaves leading zeros out
        ("gb-coh", "NI 12345", "NI012345", True),
        ("gb-coh", "IP27916R", "IP27916R", True),  # a registered society
        ("gb-coh", "SP2514RS", "SP2514RS", True),
        ("gb-coh", "R0000123", "R0000123", True),  # an old company of Northern Ireland
        ("gb-coh", "123456789", "123456789", False),
        ("gb-coh", "ABC12345", "ABC12345", False),
        ("Passport No", "C 01-234567", "C01234567", None),
        ("drivers_license", "112 233", "112233", None),
        ("ru-inn", "7707083893", "7707083893", True),
        ("ru-inn", "7707083894", "7707083894", False),
        ("tr-vkn", "4540536920", "4540536920", True),
        ("tckn", "17291716060", "17291716060", True),
        ("ee-ik", "36805280109", "36805280109", True),
        ("passport", "AZE 12345678", "AZE12345678", None),
        ("own", "a-1 / 2", "A-1/2", None),  # separators may mean something
    ],
)
def test_identifiers(scheme: str, value: str, normal: str, valid: bool | None) -> None:
    identifier = normal_identifier(scheme, value, None)
    assert (identifier.value, identifier.valid) == (normal, valid)
    assert (identifier.problem is not None) == (valid is False)


def test_a_tax_number_gets_back_its_leading_zero() -> None:
    lost = next(f"{n:07d}{check}1" for n in (1234567,) for check in range(10) if _is_tax_number(f"0{n}{check}1"))
    assert normal_identifier("az-voen", lost, None).value == f"0{lost}"


def _is_tax_number(text: str) -> bool:
    weighted = sum(weight * int(digit) for weight, digit in zip((4, 1, 8, 6, 2, 7, 5, 3), text, strict=False))
    return weighted % 11 == int(text[8])


def test_real_tax_numbers_pass_their_check(shared_data: Path) -> None:
    with (shared_data / "az-reference" / "eiti-az-companies.csv").open(encoding="utf-8") as file:
        numbers = {row["voen"].lstrip("'") for row in csv.DictReader(file) if row["voen"]}
    failed = {number for number in numbers if not normal_identifier("az-voen", number, None).valid}
    assert len(numbers) == 43
    assert failed == {"Not available", "990003863", "9900061191"}, "nothing, nine digits, a wrong check digit"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("RA000585", "7640868"), ("GB-COH", "07640868")),
        (("RA000587", "SC386824"), ("gb-coh", "SC386824")),
        (("RA000586", "NI012345"), ("gb-coh", "NI12345")),
        (("RA000170", "61056416"), ("DK-CVR", "61 05 64 16")),
        (("RA000463", "33031431"), ("NL-KVK", "33031431")),
    ],
)
def test_a_register_is_one_whatever_its_scheme_is_called(one: tuple[str, str], other: tuple[str, str]) -> None:
    identifiers = [normal_identifier(scheme, value, None) for scheme, value in (one, other)]
    assert len({(identifier.scheme, identifier.value) for identifier in identifiers}) == 1


@pytest.mark.parametrize("country", ["AZ", "aze", "Azərbaycan", "031", " Азербайджан "])
def test_the_country_of_a_document_is_a_code(country: str) -> None:
    assert normal_identifier("passport", "C01234567", country).country == "AZ"


def test_a_problem_is_short() -> None:
    problem = normal_identifier("lei", "x" * 1000, None).problem
    assert problem == f"lei '{'x' * 40}' fails its check"


@given(st.sampled_from(SCHEMES) | st.text(max_size=12), st.text(st.characters()))
def test_a_normal_form_stays(scheme: str, text: str) -> None:
    once = normal_identifier(scheme, text, None)
    again = normal_identifier(once.scheme, once.value, None)
    assert (again.value, again.valid) == (once.value, once.valid)


@pytest.mark.timeout(10, func_only=True)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("text", ["1" * 10_000_000, "٣" * 1000, "\ud800\x00"])
def test_a_monstrous_value_costs_little(scheme: str, text: str) -> None:
    assert not normal_identifier(scheme, text, None).valid
