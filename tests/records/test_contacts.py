import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.records.contacts import normal_contact

AZERBAIJANI = st.builds(
    "{}{}{}{}{}{}{}".format,
    st.sampled_from(["", "0", "+994", "+994 ", "(+994) ", "00994", "00 994 ", "994", "994-", "+994(0)", "+", "8"]),
    st.from_regex(r"\A[0-9]{2}\Z")
    | st.sampled_from(["50", "51", "55", "70", "77", "99", "10", "60", "12", "18", "36", "88"]),
    st.sampled_from(["", " ", "-", ") ", "."]),
    st.from_regex(r"\A[0-9]{3}\Z"),
    st.sampled_from(["", " ", "-", "--", " - "]),
    st.from_regex(r"\A[0-9]{2}\Z"),
    st.from_regex(r"\A[ -]?[0-9]{1,3}\Z"),
)


def by_phonenumbers(text: str, country: str) -> tuple[str | None, bool]:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None, False
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None, False
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written, phonenumbers.is_valid_number(number)


@given(AZERBAIJANI, st.sampled_from(["AZ", "TR", "GB"]))
def test_a_number_reads_as_phonenumbers_reads_it(text: str, country: str) -> None:
    contact = normal_contact("phone", text, country)
    written, valid = by_phonenumbers(text, country)
    assert (contact.value, contact.valid) == (written or text.strip(), valid)


@given(st.from_regex(r"\A[0-9]{9}\Z"))
def test_every_number_of_the_country_is_assigned_as_phonenumbers_says(digits: str) -> None:
    contact = normal_contact("mobile", f"+994{digits}")
    assert contact.valid == phonenumbers.is_valid_number(phonenumbers.parse(f"+994{digits}"))


def test_every_prefix_of_the_country_is_assigned_as_phonenumbers_says() -> None:
    numbers = [f"+994{prefix:05}4321" for prefix in range(100_000)]
    said = [number for number in numbers if normal_contact("phone", number).valid]
    assert said == [number for number in numbers if phonenumbers.is_valid_number(phonenumbers.parse(number))]
    assert len(numbers) > len(said) > 10_000


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("1234", "is too short"),
        ("493 11 22", "lacks its area code"),
        ("+994 50 123 45 67 89 01", "is too long"),
        ("+994 58 123 45 67", "has a prefix that nobody was given"),
        ("+7 100 123 45 67", "has a prefix that nobody was given"),
        ("+999 50 123 45 67", "is no telephone number"),
        ("call me", "is no telephone number"),
    ],
)
def test_why_a_number_cannot_be_dialled(value: str, problem: str) -> None:
    contact = normal_contact("phone", value)
    assert contact.valid is False
    assert problem in str(contact.problem)


def test_a_number_is_one_contact_whatever_it_is_called() -> None:
    contacts = [normal_contact(kind, "+994 50 123 45 67") for kind in ("mobile", "phone", "fax", "work")]
    assert {(contact.family, contact.value) for contact in contacts} == {("phone", "+994501234567")}
    assert [contact.kind for contact in contacts] == ["mobile", "phone", "fax", "phone"]


@pytest.mark.parametrize(
    ("kind", "value", "normal_kind", "normal", "valid"),
    [
        ("mobile", "050 123-45-67", "mobile", "+994501234567", True),
        ("phone", "(012) 493 11 22", "phone", "+994124931122", True),
        ("tel", "00994 50 123 45 67", "phone", "+994501234567", True),
        ("Telephone", "994501234567", "phone", "+994501234567", True),
        (None, "+994 (50) 123 45 67", "phone", "+994501234567", True),
        (None, "+44 20 7031 3000", "phone", "+442070313000", True),
        ("phone", "1234", "phone", "1234", False),
        ("phone", "493 11 22", "phone", "493 11 22", False),
        (None, "Leyla@Example.COM", "email", "leyla@example.com", True),
        ("e-mail", " leyla.m+x@bank.com.az ", "email", "leyla.m+x@bank.com.az", True),
        ("email", "Leyla Məmmədova <Leyla@Example.com>", "email", "leyla@example.com", True),
        ("email", "<leyla@example.com> x", "email", "<leyla@example.com> x", False),
        ("email", "leyla at example", "email", "leyla at example", False),
        ("email", "leyla..m@example.com", "email", "leyla..m@example.com", False),
        ("email", "a@b.az;c@d.az", "email", "a@b.az;c@d.az", False),
        ("email", "leyla@localhost", "email", "leyla@localhost", False),
        ("web", "https://Example.com/", "web", "https://example.com", None),
        (None, "example.az", "web", "example.az", None),
        ("telegram", "@leyla", "telegram", "@leyla", None),
    ],
)
def test_contacts(kind: str | None, value: str, normal_kind: str, normal: str, valid: bool | None) -> None:
    contact = normal_contact(kind, value)
    assert (contact.kind, contact.value, contact.valid) == (normal_kind, normal, valid)
    assert (contact.problem is not None) == (valid is False)


@given(st.none() | st.text(max_size=12) | st.sampled_from(["email", "phone", "web"]), st.text(st.characters()))
def test_any_text_is_taken(kind: str | None, text: str) -> None:
    normal_contact(kind, text)


@pytest.mark.timeout(10, func_only=True)
@pytest.mark.parametrize("kind", ["email", "phone", "web", None])
@pytest.mark.parametrize("text", ["1" * 10_000_000, "a." * 5_000_000 + "@", "\ud800\x00"])
def test_a_monstrous_text_costs_little(kind: str | None, text: str) -> None:
    assert not normal_contact(kind, text).valid
