"""Tables by a mapping: how values are read, and what a mapping is told."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import Line, Rejection
from cim_graph.records.placeholders import is_placeholder
from cim_loaders.table import importer
from cim_loaders.table.cells import day, number
from cim_loaders.table.rows import table
from cim_loaders.table.text import manner_of
from tests.loaders.reading import Record, read, taken

PERSON = {"type": "person", "key": "{ID}"}


def records(content: str | bytes, *templates: Record, **stated: Any) -> list[Record]:
    document = yaml.safe_dump({"source": "core", "records": list(templates), **stated}).encode()
    return taken(importer.mapped(document), content.encode() if isinstance(content, str) else content)


def one(template: Record, content: str = "ID;A;B\n7;x;\n") -> Record:
    [record] = records(content, PERSON | template)
    return {name: value for name, value in record.items() if name not in ("type", "source", "key")}


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ({"names": ["{A} {B}"]}, {"names": ["x"]}),
        ({"names": [{"full": "{A}", "lang": "az"}]}, {"names": [{"full": "x", "lang": "az"}]}),
        ({"segment": "retail"}, {"segment": "retail"}),
        # What has no value makes nothing.
        ({"names": [{"full": "{B}", "lang": "az"}]}, {}),
        ({"identifiers": [{"scheme": "az-fin", "value": "{B}", "country": "{A}"}]}, {}),
        ({"gender": {"column": "B", "default": "unknown"}}, {"gender": "unknown"}),
        ({"gender": {"column": "A", "values": {"X": "male"}}}, {"gender": "male"}),
        ({"gender": {"column": "A", "values": {"X": None}}}, {}),
        ({"nationalities": [{"column": "A", "split": ","}, "{B}"]}, {"nationalities": ["x"]}),
        ({"attributes": {"a": "{A}", "b": "{B}"}}, {"attributes": {"a": "x"}}),
    ],
)
def test_templates(template: Record, made: Record) -> None:
    assert one(template) == made


def test_a_cell_of_several_values() -> None:
    content = "ID;A\n7;AZ, TR\n"
    assert one({"nationalities": [{"column": "A", "split": ","}]}, content) == {"nationalities": ["AZ", "TR"]}


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("09.03.1984", "DD.MM.YYYY", "1984-03-09"),
        ("3/9/1984", "MM/DD/YYYY", "1984-03-09"),
        ("19840309", "YYYYMMDD", "1984-03-09"),
        ("30750", "excel", "1984-03-09"),
        ("30750.5", "excel", "1984-03-09"),
        ("31.02.1984", "DD.MM.YYYY", "31.02.1984"),  # kept as given, and marked where it is read
        ("yox", "DD.MM.YYYY", "yox"),
        ("12.05.58", "DD.MM.YY", "1958-05-12"),
        ("12.05.12", "DD.MM.YY", "2012-05-12"),
        ("09.03.1984 00:00:00", "DD.MM.YYYY", "1984-03-09"),
        ("1984-03-09T00:00:00.000", "YYYY-MM-DD", "1984-03-09"),
        ("09.03.1984 0:00", "DD.MM.YYYY", "1984-03-09"),
        ("09.03.1984 10:30:00", "DD.MM.YYYY", "09.03.1984 10:30:00"),
        ("09.03.1984 00:00:00", "DD.MM.YYYY HH:MI:SS", "1984-03-09T00:00:00"),
    ],
)
def test_days(text: str, form: str, expected: str) -> None:
    assert day(text, form) == expected


def test_nobody_is_born_after_today() -> None:
    born = {"birthDate": {"column": "A", "format": "DD.MM.YY"}}
    this_year = date.today().year % 100  # noqa: DTZ011
    assert one(born, "ID;A\n7;09.03.84\n") == {"birthDate": "1984-03-09"}
    assert one(born, "ID;A\n7;01.01.12\n") == {"birthDate": "2012-01-01"}
    assert one(born, f"ID;A\n7;31.12.{this_year + 1}\n") == {"birthDate": f"19{this_year + 1}-12-31"}


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("1 250,50", ",", "1250.50"),
        ("1.250,50", ",", "1250.50"),
        ("1,250.50 AZN", ".", "1250.50"),
        ("25 %", ".", "25"),
        ("-7,1", ",", "-7.1"),
        ("yox", ",", "yox"),
        ("(1 250,00)", ",", "-1250.00"),
        ("AZN (7.10)", ".", "-7.10"),
        ("1 250,00-", ",", "-1250.00"),
        ("\N{MINUS SIGN}7,1", ",", "-7.1"),
        ("+7,1", ",", "7.1"),
        # None of these is a plain number: they stay as they came, and are told where they are read.
        ("1.5E3", ".", "1.5E3"),
        ("1,5e+03", ",", "1,5e+03"),
        ("10-20", ".", "10-20"),
    ],
)
def test_numbers(text: str, decimal: str, expected: str) -> None:
    assert number(text, decimal) == expected


def test_one_row_may_be_a_party_an_account_and_a_holding() -> None:
    reference = {"source": "core", "key": "{ID}"}
    made = records(
        "ID;NAME;IBAN;OWNER;PCT\n7;Acme;A1;9;25,5\n8;Beta;;;\n",
        {"type": "organization", "key": "{ID}", "names": ["{NAME}"]},
        {"type": "account", "key": "a:{IBAN}", "when": "{IBAN}", "number": "{IBAN}", "holders": [{"party": reference}]},
        {
            "type": "relationship",
            "key": "{OWNER}>{ID}",
            "when": "{OWNER}",
            "kind": "OWNS",
            "from": {"source": "core", "key": "{OWNER}"},
            "to": reference,
            "share": {"column": "PCT", "decimal": ","},
        },
    )
    assert [record["key"] for record in made] == ["7", "a:A1", "9>7", "8"]
    assert made[2]["share"] == "25.5"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("a: [", "no YAML"),
        ("records: []", "at \\$: .*source"),
        ("{source: a, records: []}", "at \\$.records"),
        ("{source: a, records: [{type: persn, key: '{ID}'}]}", "at \\$.records\\[0\\].type"),
        ("{source: a, records: [{type: person, key: '{ID}', birthdate: '{A}'}]}", "'birthDate' may be meant"),
        (
            "{source: a, records: [{type: person, key: '{ID}', identifiers: [{scheme: a, value: b, validTo: '{B}'}]}]}",
            "'identifiers.validTo' .*'expires' may be meant",
        ),
        ("{source: a, records: [{type: person, key: same}]}", "records\\[0\\].key must name a column"),
        (
            "{source: a, records: [{type: person, key: '{ID}', gender: {column: A, formt: x}}]}",
            "records\\[0\\].gender has 'formt'",
        ),
        (
            "{source: a, records: [{type: person, key: '{ID}', birthDate: {column: A, format: '%d.%m.%Y'}}]}",
            "records\\[0\\].birthDate.format '%d.%m.%Y' .* write DD.MM.YYYY",
        ),
        (
            "{source: a, records: [{type: person, key: '{ID}', birthDate: {column: A, format: day}}]}",
            "records\\[0\\].birthDate.format 'day'",
        ),
        ("{source: a, records: [{type: person, key: '{ID}', when: ID}]}", "records\\[0\\].when must name a column"),
        ("{source: a, records: [{type: person, key: '{ID}', gender: {column: 1}}]}", "records\\[0\\].gender.column"),
    ],
)
def test_mappings_that_are_refused(document: str, reason: str) -> None:
    with pytest.raises(BadInputError, match=reason):
        importer.mapped(document.encode())


def test_a_column_that_is_not_there_is_told_with_those_that_are() -> None:
    mapped = importer.mapped(b"{source: a, records: [{type: person, key: '{ID}', names: ['{Nmae}']}]}")
    told = "'Nmae' at records\\[0\\].names\\[0\\].* 'Name' may be meant. It has: ID, Name"
    with pytest.raises(BadInputError, match=told):
        read(mapped, b"ID,Name\n1,A\n")


def test_a_table_needs_a_mapping() -> None:
    with pytest.raises(BadInputError, match="--map FILE"):
        read(importer, b"ID\n1\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encodings_and_separators(encoding: str, delimiter: str) -> None:
    content = f"ID{delimiter}Ad\r\n7{delimiter}Əliyev Vəli\r\n".encode(encoding)
    assert records(content, PERSON | {"names": ["{Ad}"]})[0]["names"] == ["Əliyev Vəli"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Код;Фамилия;Имя;Адрес\n1;Мамедова;Лейла;г. Баку, ул. Низами 1\n2;Алиев;Вели;Гянджа\n"),
        ("cp1254", "Kod;Soyad;Ad;Ünvan\n1;Memmedova;Leyla;Bakı şeheri Nizami küç\n2;Eliyev;Veli;Gence\n"),
        ("cp1254", "Kod;İsim\n1;Şükrü Çağlayan\n2;Ayşe Yıldız\n3;Gülsüm Işık\n"),
        ("cp866", "Код;Фамилия;Имя\n1;Мамедова;Лейла\n2;Алиев;Вели\n3;Гасанов;Рауф\n"),
    ],
)
def test_old_encodings(encoding: str, text: str) -> None:
    assert text.encode(encoding).decode(manner_of(text.encode(encoding)).encoding) == text


def test_rows_that_cannot_be_read_are_set_aside_alone() -> None:
    content = b'ID;A\n1;x\n2;x;y\n3;17" screen\n4;"a\nb"\n5;"never closed\n6;\xff\n7;z;\n'
    items = read(
        importer.mapped(b"{source: a, encoding: utf-8, records: [{type: person, key: '{ID}', names: ['{A}']}]}"),
        content,
    )
    lines: list[Any] = [item for item in items if isinstance(item, Line)]
    assert [(item.number, item.record["names"]) for item in lines] == [
        (2, ["x"]),
        (4, ['17" screen']),
        (5, ["a b"]),
        (9, ["z"]),
    ]
    aside = [(item.line, item.reason) for item in items if isinstance(item, Rejection)]
    assert [line for line, _ in aside] == [3, 7, 8]
    assert "3 columns, the header 2" in aside[0][1]
    assert "A quote is opened" in aside[1][1]
    assert "not UTF-8 text" in aside[2][1]


def test_what_keeps_a_spreadsheet_from_reading_a_number_is_no_part_of_it() -> None:
    content = 'ID;A\n\'0012;="007"\n'
    [record] = records(content, PERSON | {"names": ["{A}"]})
    assert (record["key"], record["names"]) == ("0012", ["007"])


@pytest.mark.parametrize("row", ["7;;x", ";9;x", ";;x"])
def test_a_row_with_an_empty_column_of_the_key_is_set_aside(row: str) -> None:
    mapped = importer.mapped(b"{source: a, records: [{type: person, key: '{F}-{N}', names: ['{A}']}]}")
    first, aside = read(mapped, f"F;N;A\n7;9;x\n{row}\n".encode())
    assert isinstance(first, Line)
    assert isinstance(aside, Rejection)
    assert (aside.line, aside.field) == (3, "key")
    assert "is empty" in aside.reason


def test_a_key_may_have_a_default() -> None:
    [record] = records("ID;A\n;x\n", {"type": "person", "key": {"column": "ID", "default": "0"}, "names": ["{A}"]})
    assert record["key"] == "0"


def test_what_a_spreadsheet_damaged_names_nobody() -> None:
    mapped = importer.mapped(b"{source: a, records: [{type: person, key: '{ID}'}]}")
    [item] = read(mapped, b"ID\n1.23457E+12\n")
    assert isinstance(item, Rejection)
    assert (item.field, "damaged by a spreadsheet" in item.reason) == ("key", True)
    assert is_placeholder("9,94501E+11")
    assert not is_placeholder("1E12345")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"PK\x03\x04", "workbook"),
        (b'[{"a": 1, "b": "' + b"x" * 140_000 + b'"}]', "is JSON, and no table. Load it by the format"),
        (b'{"a": 1}\n', "is JSON, and no table"),
        (b"a;" + b"x" * 140_000 + b"\n1;2\n", "header cannot be read: .* longer than 131,072"),
        (b"PAR1 and nothing more", "Parquet file cannot be read"),
    ],
)
def test_files_that_are_no_tables(content: bytes, reason: str) -> None:
    with pytest.raises(BadInputError, match=reason):
        table(io.BytesIO(content))


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "customers.parquet"
    columns = "SELECT 7 AS ID, 'Leyla' AS Ad, DATE '1984-03-09' AS Born, 12.50::DECIMAL(9,2) AS Due, NULL AS Empty"
    with duckdb.connect() as database:
        database.execute(f"COPY ({columns}) TO '{path}' (FORMAT parquet)")
    template = PERSON | {"names": ["{Ad}"], "birthDate": "{Born}", "segment": "{Empty}", "attributes": {"due": "{Due}"}}
    [record] = records(path.read_bytes(), template)
    assert record == {
        "type": "person",
        "source": "core",
        "key": "7",
        "names": ["Leyla"],
        "birthDate": date(1984, 3, 9).isoformat(),
        "attributes": {"due": str(Decimal("12.50"))},
    }
