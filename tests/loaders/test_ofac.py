"""OFAC's list as records, in CSV with its remarks, and in XML."""

import gzip
from collections import Counter
from pathlib import Path

import pytest

from cim_graph.records.importer import Line, Rejection
from cim_loaders.sanctions.births import birth
from cim_loaders.sanctions.ofac import importer as ofac
from tests.loaders.reading import Record, chosen, read, taken

EMPTY = '"-0-"'


def row(name: str = "SMITH, John", type_: str = "individual", remarks: str = "-0-", key: int = 7) -> str:
    return f'{key},"{name}","{type_}","SDGT] [IRAN",{",".join([EMPTY] * 7)},"{remarks}"\r\n'


def sheet(*rows: str) -> bytes:
    return "".join(rows).encode() + b"\x1a"


def listed(remarks: str) -> Record:
    return taken(ofac, sheet(row(remarks=remarks)))[0]


def xml(entries: str) -> bytes:
    return f'<?xml version="1.0"?><sdnList xmlns="urn:ofac">{entries}</sdnList>'.encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01 Apr 1972", {"date": "1972-04-01"}),
        ("Apr 1972", {"date": "1972-04"}),
        ("1972", {"date": "1972"}),
        ("circa 1951", {"date": "1951", "circa": True}),
        ("1962 to 1964", {"from": "1962", "to": "1964"}),
        ("circa 1979-1982", {"from": "1979", "to": "1982", "circa": True}),
        ("between 01 Jan 1960 and 31 Dec 1962", {"from": "1960-01-01", "to": "1962-12-31"}),
        ("unknown", {"text": "unknown"}),
    ],
)
def test_births(text: str, expected: Record) -> None:
    assert birth(text) == expected


@pytest.mark.parametrize(
    ("remarks", "field", "value"),
    [
        ("DOB 01 Apr 1972; alt. DOB 1973; POB Baku, Azerbaijan.", "birthDate", "1972-04-01"),
        ("DOB 1962 to 1964.", "birthDate", None),
        ("DOB 01 Apr 1972; POB Baku, Azerbaijan.", "birthPlace", "Baku, Azerbaijan"),
        ("nationality Korea, North; citizen Iran.", "nationalities", ["KP", "IR"]),
        ("Gender Male.", "gender", "male"),
        ("Organization Established Date 15 Mar 2012.", "founded", "2012-03-15"),
        (
            "Passport D9004878 (Libya) issued 01 Jan 2000 expires 05 Feb 2004.",
            "identifiers",
            [
                {
                    "scheme": "passport",
                    "value": "D9004878",
                    "country": "LY",
                    "issued": "2000-01-01",
                    "expires": "2004-02-05",
                }
            ],
        ),
        (
            "Tax ID No. 7728795098 (Russia); Registration ID 5117746070558 (Russia).",
            "identifiers",
            [
                {"scheme": "ru-inn", "value": "7728795098", "country": "RU"},
                {"scheme": "ru-ogrn", "value": "5117746070558", "country": "RU"},
            ],
        ),
        (
            "Digital Currency Address - XBT 12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h.",
            "identifiers",
            [{"scheme": "digital-currency-xbt", "value": "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h"}],
        ),
        (
            "Vessel Registration Identification IMO 9921996; MMSI 572469210.",
            "identifiers",
            [{"scheme": "imo", "value": "9921996"}, {"scheme": "mmsi", "value": "572469210"}],
        ),
        (
            "Company Number 01074897 (United Kingdom).",
            "identifiers",
            [{"scheme": "gb-coh", "value": "01074897", "country": "GB"}],
        ),
        ("Phone Number 982188526300; Website 0day.llc.", "contacts", [
            {"kind": "phone", "value": "982188526300"}, {"kind": "web", "value": "0day.llc"},
        ]),
    ],
)  # fmt: skip
def test_remarks(remarks: str, field: str, value: object) -> None:
    assert listed(remarks).get(field) == value


def test_a_name_in_quotes_is_a_weak_one_and_what_has_no_form_is_kept() -> None:
    record = listed("a.k.a. 'YAKH'YO'; f.k.a. 'ANA I'; wife of somebody; DOB circa 1951; Linked To: NOBODY.")
    assert record["names"] == [
        {"full": "John SMITH", "kind": "primary", "first": "John", "last": "SMITH"},
        {"full": "YAKH'YO", "kind": "alias", "quality": "weak"},
        {"full": "ANA I", "kind": "former", "quality": "weak"},
    ]
    assert record["attributes"] == {
        "programmes": ["SDGT", "IRAN"],
        "linkedTo": ["NOBODY"],
        "remarks": ["wife of somebody"],
        "births": [{"date": "1951", "circa": True}],
    }
    assert chosen(record, "source", "status", "flags") == ("ofac-sdn", "EXTERNAL", ["sanctioned"])


def test_links_lead_to_the_one_entry_of_that_name() -> None:
    company = row("MAHAN AIR", "-0-", key=1)
    twins = row("TWIN", "-0-", key=2), row("TWIN", "-0-", key=3)
    man = row(remarks="Linked To: MAHAN AIR; Linked To: TWIN; Linked To: QASIR, Ali.", key=4)
    person = row("QASIR, Ali", remarks="-0-", key=5)
    ties = [record for record in taken(ofac, sheet(company, *twins, man, person)) if record["type"] == "relationship"]
    assert [chosen(tie, "kind", "role", "to") for tie in ties] == [
        ("RELATED_TO", "linked-to", {"source": "ofac-sdn", "key": key}) for key in ("1", "5")
    ]


def test_a_vessel_is_an_organization_that_says_what_it_is() -> None:
    content = b'15036,"AZALEA","vessel","IRAN",-0- ,"EQKF","Tanker","640","212","Iran","NITC","-0- "\r\n\x1a'
    [record] = taken(ofac, content)
    assert chosen(record, "type", "flags", "names") == (
        "organization",
        ["sanctioned", "vessel"],
        [{"full": "AZALEA", "kind": "primary"}],
    )
    assert record["attributes"]["vessel"] == {
        "callSign": "EQKF", "vesselType": "Tanker", "tonnage": "640", "grossRegisterTonnage": "212",
        "vesselFlag": "Iran", "vesselOwner": "NITC",
    }  # fmt: skip


def test_an_entry_of_the_xml() -> None:
    [record] = taken(
        ofac,
        xml(
            "<sdnEntry><uid>7</uid><firstName>John</firstName><lastName>SMITH</lastName><sdnType>Individual</sdnType>"
            "<programList><program>SDGT</program></programList>"
            "<akaList><aka><type>a.k.a.</type><category>weak</category><lastName>BNC</lastName></aka>"
            "<aka><type>f.k.a.</type><category>strong</category><lastName>OLD</lastName><firstName>J</firstName></aka>"
            "</akaList><idList><id><idType>Passport</idType><idNumber>A1</idNumber><idCountry>Iran</idCountry></id>"
            "<id><idType>Gender</idType><idNumber>Male</idNumber></id></idList>"
            "<dateOfBirthList><dateOfBirthItem><dateOfBirth>1973</dateOfBirth><mainEntry>false</mainEntry>"
            "</dateOfBirthItem><dateOfBirthItem><dateOfBirth>01 Apr 1972</dateOfBirth><mainEntry>true</mainEntry>"
            "</dateOfBirthItem></dateOfBirthList>"
            "<nationalityList><nationality><country>Iran</country></nationality></nationalityList>"
            "<addressList><address><address1>1 Street</address1><city>Tehran</city><country>Iran</country></address>"
            "</addressList></sdnEntry>"
        ),
    )
    assert record == {
        "type": "person",
        "source": "ofac-sdn",
        "key": "7",
        "names": [
            {"kind": "primary", "full": "John SMITH", "first": "John", "last": "SMITH"},
            {"kind": "alias", "quality": "weak", "full": "BNC"},
            {"kind": "former", "quality": "strong", "full": "J OLD", "first": "J", "last": "OLD"},
        ],
        "status": "EXTERNAL",
        "flags": ["sanctioned"],
        "birthDate": "1972-04-01",
        "nationalities": ["IR"],
        "gender": "male",
        "identifiers": [{"scheme": "passport", "value": "A1", "country": "IR"}],
        "addresses": [{"text": "1 Street, Tehran", "city": "Tehran", "country": "Iran"}],
        "attributes": {"programmes": ["SDGT"], "births": [{"date": "1972-04-01"}, {"date": "1973"}]},
    }


def test_a_row_that_is_none_is_set_aside_alone() -> None:
    first, second, third = read(ofac, sheet(row(), "junk\r\n", row(key=8)))
    assert isinstance(first, Line)
    assert isinstance(second, Rejection)
    assert second.line == 2
    assert isinstance(third, Line)


def test_the_real_list_of_ofac(shared_data: Path) -> None:
    records = taken(ofac, gzip.decompress((shared_data / "ofac-sdn/sdn-20240503.csv.gz").read_bytes()))
    parties = [record for record in records if record["type"] != "relationship"]
    assert Counter((record["type"], *record["flags"][1:]) for record in parties) == {
        ("person",): 6854,
        ("organization",): 6884,
        ("organization", "vessel"): 851,
        ("organization", "aircraft"): 376,
    }
    assert sum("birthDate" in record for record in parties) > 6400
    births = [birth for record in parties for birth in record["attributes"].get("births", [])]
    assert not [birth for birth in births if "text" in birth]
