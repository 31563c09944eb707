from typing import Any

import pytest

from cim_graph.matching.model.evidence import Evidence, Paper, Registration
from cim_graph.matching.model.places import Place
from tests.matching.records import said


@pytest.mark.parametrize(
    ("stated", "field", "expected"),
    [
        ({"birthDate": "1984-03-09"}, "births", ("1984-03-09",)),
        ({"birthDate": "1984"}, "births", ("1984",)),
        ({"birthDate": "1900-01-01"}, "births", ()),
        ({"birthDate": "00.00.0000"}, "births", ()),
        ({"birthDate": "1984-02-31"}, "births", ()),
        ({"gender": "Kişi"}, "genders", ("male",)),
        ({"gender": "Ж"}, "genders", ("female",)),
        ({"gender": "U"}, "genders", ()),
        ({"nationalities": ["Azərbaycan", "AZ", "RU"]}, "nationalities", ("AZ", "RU")),
        (
            {"identifiers": [{"scheme": "FIN", "value": "5abc123"}]},
            "registrations",
            (Registration("az-fin", ("5ABC123",)),),
        ),
        ({"identifiers": [{"scheme": "az-fin", "value": "123"}]}, "registrations", ()),
        ({"identifiers": [{"scheme": "az-fin", "value": "123"}]}, "papers", (Paper("az-fin", "123", "", ""),)),
        (
            {"identifiers": [{"scheme": "passport", "value": "c 01", "country": "Azərbaycan", "issued": "2020-01-01"}]},
            "papers",
            (Paper("passport", "C01", "AZ", "2020-01-01"),),
        ),
        ({"identifiers": [{"scheme": "iban", "value": "AZ21NABZ00000000137010001944"}]}, "registrations", ()),
        ({"contacts": [{"kind": "mobile", "value": "050 212 34 56"}]}, "phones", ("994502123456",)),
        ({"contacts": [{"kind": "phone", "value": "0000000000"}]}, "phones", ()),
        ({"contacts": [{"kind": "email", "value": "Vəli <V.Aliyev@Example.AZ>"}]}, "emails", ("v.aliyev@example.az",)),
        ({"contacts": [{"kind": "email", "value": "none@none.com"}]}, "emails", ()),
        ({"addresses": ["YOXDUR"]}, "places", ()),
        (
            {"addresses": [{"street": "Nizami küçəsi 12, mənzil 4", "city": "Bakı", "postcode": "AZ1000"}]},
            "places",
            (Place("nizami", "nizami", "12 4", "baki", "AZ1000"),),
        ),
        ({"addresses": [{"postcode": "AZ 1000"}]}, "postcodes", ("AZ1000",)),
        ({"attributes": {"Employer": "Xəzər Ticarət"}}, "employers", ("xazar ticarat",)),
        ({"names": ["Dobbins Jr, David"]}, "generations", ()),
        ({"names": [{"first": "David", "last": "Dobbins Jr."}]}, "generations", ("2",)),
        ({"names": ["David Dobbins Senior"]}, "generations", ("1",)),
        ({"names": ["YOXDUR", "-"]}, "people", ()),
    ],
)
def test_what_a_record_says_is_in_normal_form(stated: dict[str, Any], field: str, expected: tuple[Any, ...]) -> None:
    assert getattr(said(**stated), field) == expected


LISTED = {"status": "EXTERNAL", "flags": ["sanctioned"], "birthDate": "1961"}


@pytest.mark.parametrize(
    ("births", "expected"),
    [
        ([{"date": "1961-04-02"}, {"date": "1963-11-30"}], ("1961-04-02", "1963-11-30")),
        ([{"date": "1961", "circa": True}], ("1960", "1961", "1962")),
        ([{"date": "1961-04-02", "circa": True}], ("1960", "1961", "1962")),
        ([{"from": "1962", "to": "1964"}, {"date": "1970-05-05"}], ("1962", "1963", "1964", "1970-05-05")),
        ([{"from": "1964", "to": "1962"}], ("1962", "1963", "1964")),
        ([{"from": "1940", "to": "1990"}], ("1961",)),
        ([{"text": "in the sixties"}], ("1961",)),
        (["1961-04-02", None, {"date": 1961}], ("1961",)),
        ("1961-04-02", ("1961",)),
    ],
)
def test_an_entry_of_a_list_may_be_born_on_any_date_that_it_states(births: object, expected: tuple[str, ...]) -> None:
    assert said(**LISTED, attributes={"births": births}).births == expected
    assert said(**LISTED | {"status": "CUSTOMER"}, attributes={"births": births}).births == ("1961",)


def test_a_company_has_no_birth_date_and_a_person_no_jurisdiction() -> None:
    both = {"names": ["Xəzər Ticarət MMC"], "birthDate": "1984-03-09", "founded": "1999", "jurisdiction": "AZ"}
    company, person = said("organization", **both), said(**both)
    assert (company.births, company.founded, company.jurisdictions) == ((), ("1999",), ("AZ",))
    assert (person.births, person.founded, person.jurisdictions) == (("1984-03-09",), (), ())
    assert company.companies
    assert not company.people


def test_an_address_that_is_called_like_its_domain_is_a_companys_and_no_persons() -> None:
    stated = {"contacts": [{"kind": "email", "value": "azersun@azersun.az"}]}
    assert said("organization", **stated).emails == ("azersun@azersun.az",)
    assert said(**stated).emails == ()


def test_values_stand_in_order_and_once_whatever_the_record_does() -> None:
    contacts = [{"kind": "email", "value": value} for value in ("b@x.az", "a@x.az", "B@x.az")]
    assert said(contacts=contacts).emails == said(contacts=contacts[::-1]).emails == ("a@x.az", "b@x.az")


def test_a_blank_record_says_nothing() -> None:
    blank = said(names=["-"], birthDate="01.01.1900", contacts=["0"], addresses=["-"], identifiers=[])
    assert blank == Evidence("person")
