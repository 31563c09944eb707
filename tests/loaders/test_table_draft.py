"""What is drafted for a table: by its headings, by what its values look like, and with its doubts."""

import io
from pathlib import Path

import pytest
import yaml

from cim_graph.kernel.errors import BadInputError
from cim_loaders.table import importer
from cim_loaders.table.draft import draft
from cim_loaders.table.headings import role_of
from tests.loaders.reading import read, taken


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Doğum tarixi", "birthDate"),
        ("DOGUM_TARIXI", "birthDate"),
        ("Дата рождения", "birthDate"),
        ("birthDate", "birthDate"),
        ("Müştəri kodu", "key"),
        ("CUST_ID", "key"),
        ("Фамилия", "last"),
        ("Ata adı", "patronymic"),
        ("FİN", "az-fin"),
        ("VÖEN", "tax"),
        ("Ünvan", "address"),
        ("Səhmdar kodu", "owner"),
        ("Qalıq", "balance"),
        ("Something else", None),
    ],
)
def test_headings(heading: str, role: str | None) -> None:
    assert role_of(heading) == role


CUSTOMERS = (
    "Müştəri kodu;Soyad;Ad;Doğum tarixi;X1;X2;X3;Hesab nömrəsi;Qalıq;Xal\r\n"
    "1001;Məmmədova;Leyla;09.03.1984;5ABC123;1234567891;050 123 45 67;AZ21NABZ00000000137010001944;1 250,50;7\r\n"
    "1002;Əliyev;Vəli;31.12.1979;7XYZ98K;;9,94501E+11;;;8\r\n"
)


def test_a_draft_reads_the_table_that_it_was_drafted_for() -> None:
    document = draft(io.BytesIO(CUSTOMERS.encode("utf-16")), "core")
    drafted = yaml.safe_load(document)
    assert (drafted["source"], drafted["encoding"], drafted["delimiter"]) == ("core", "utf-16", ";")
    person, account = drafted["records"]
    assert person == {
        "type": "person",
        "key": "{Müştəri kodu}",
        "names": [{"first": "{Ad}", "last": "{Soyad}"}],
        "birthDate": {"column": "Doğum tarixi", "format": "DD.MM.YYYY"},
        "identifiers": [{"scheme": "az-fin", "value": "{X1}"}],
        "attributes": {"X2": "{X2}", "X3": "{X3}", "Xal": "{Xal}"},
    }
    assert account["balance"] == {"column": "Qalıq", "decimal": ","}
    assert "# X3: 1 of 2 values are like 1,23E+12" in document
    made = taken(importer.mapped(document.encode()), CUSTOMERS.encode("utf-16"))
    assert [record["type"] for record in made] == ["person", "account", "person"]


def test_check_digits_tell_a_column_whatever_its_heading(shared_data: Path) -> None:
    document = draft(io.BytesIO((shared_data / "az-reference/eiti-az-companies.csv").read_bytes()), "eiti")
    [record] = yaml.safe_load(document)["records"]
    assert {"scheme": "az-voen", "value": "{voen}"} in record["identifiers"]
    assert record["type"] == "organization"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("Ad Soyad", "person"), ("SOYADI, ADI, ATA ADI", "person"), ("ФИО", "person"), ("Customer name", "organization")],
)
def test_a_heading_that_names_a_surname_tells_people(heading: str, kind: str) -> None:
    document = draft(io.BytesIO(f"ID;{heading};Tel\n1;Həsənov Rauf;050 212 34 56\n".encode()), "crm")
    [record] = yaml.safe_load(document)["records"]
    assert (record["type"], record["names"]) == (kind, [{"full": f"{{{heading}}}"}])


def test_a_stray_nought_does_not_make_a_table_utf_16() -> None:
    assert yaml.safe_load(draft(io.BytesIO(b"id,name\n1,a\0b\n2,c\n"), "crm"))["delimiter"] == ","


def test_owners_are_drafted_as_holdings() -> None:
    document = draft(io.BytesIO(b"owner_id|company_id|share\n1|5|60\n2|5|40\n"), "crm")
    made = taken(importer.mapped(document.encode()), b"owner_id|company_id|share\n1|5|60\n2|5|40\n")
    assert [(record["kind"], record["from"]["key"], record["to"]["key"], record["share"]) for record in made] == [
        ("OWNS", "1", "5", "60"),
        ("OWNS", "2", "5", "40"),
    ]


@pytest.mark.parametrize(
    ("values", "mapped", "is_doubtful"),
    [
        (["K", "Q"], {"K": "male", "Q": "female"}, False),
        (["K", "Kişi"], {"K": "male", "Kişi": "male"}, False),
        (["K", "E"], None, True),
        (["Kadın", "Erkek"], {"Kadın": "female", "Erkek": "male"}, False),
        (["K", "K"], None, True),
    ],
)
def test_a_letter_that_means_either_gender(
    values: list[str], mapped: dict[str, str] | None, *, is_doubtful: bool
) -> None:
    content = "id;soyad;cins\n" + "".join(f"{number};A;{value}\n" for number, value in enumerate(values))
    document = draft(io.BytesIO(content.encode()), "crm")
    assert yaml.safe_load(document)["records"][0]["gender"].get("values") == mapped
    assert ("Kadın, a woman" in document) == is_doubtful


@pytest.mark.parametrize(
    ("values", "decimal", "is_doubtful"),
    [
        (["1.250", "3.400"], ".", True),
        (["1,250", "7"], ".", True),
        (["1.250", "3.40"], ".", False),
        (["1.250,50", "3.400"], ",", False),
        (["1250", "3400"], ".", False),
        (["(1 250,00)", "7,10-"], ",", False),
    ],
)
def test_thousands_that_may_be_cents(values: list[str], decimal: str, *, is_doubtful: bool) -> None:
    content = "id;account;balance\n" + "".join(f"{number};A{number};{value}\n" for number, value in enumerate(values))
    document = draft(io.BytesIO(content.encode()), "crm")
    account = next(record for record in yaml.safe_load(document)["records"] if record["type"] == "account")
    assert account["balance"] == {"column": "balance", "decimal": decimal}
    assert ("whether 1.250 is" in document) == is_doubtful


def test_midnight_after_a_day_is_no_part_of_it() -> None:
    content = "id;soyad;doğum tarixi\n1;A;1984-03-09 00:00:00\n2;B;1985-03-10 00:00:00\n".encode()
    made = taken(importer.mapped(draft(io.BytesIO(content), "crm").encode()), content)
    assert [record["birthDate"] for record in made] == ["1984-03-09", "1985-03-10"]


@pytest.mark.parametrize(
    ("heading", "note"),
    [
        ('"Doğum\ntarixi"', "# Doğum tarixi: no form fits its days"),
        ('"Doğum\r\ntarixi"', "# Doğum tarixi: no form fits its days"),
        ("x{y}", "# x{y}: a mapping cannot name a column whose heading has braces"),
    ],
)
def test_any_heading_makes_a_draft_that_can_be_read(heading: str, note: str) -> None:
    content = f"id;soyad;{heading}\n1;A;yox\n2;B;yox\n".encode()
    document = draft(io.BytesIO(content), "crm")
    assert any(line.startswith(note) for line in document.splitlines())
    assert len(taken(importer.mapped(document.encode()), content)) == 2


def test_columns_of_which_nothing_is_known_are_kept_with_a_note() -> None:
    content = b"a;b\n1;2\n3;2\n"
    document = draft(io.BytesIO(content), "crm")
    assert "No column is known" in document
    assert [record["key"] for record in taken(importer.mapped(document.encode()), content)] == ["1", "3"]


def test_doubts_are_told() -> None:
    content = b"name,birth date\nAnn,01.02.1980\nAnn,03.04.1981\n"
    document = draft(io.BytesIO(content.replace(b".", b"/")), "crm")
    assert "day and month cannot be told apart" in document
    assert "No column names a record" in document
    with pytest.raises(BadInputError, match="'\\?'"):
        read(importer.mapped(document.encode()), content)
