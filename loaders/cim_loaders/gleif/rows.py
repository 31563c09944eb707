"""GLEIF's files as rows: a mapping from column to text, with the column names of the Golden Copy CSV files.

CDF XML is read into the same names, so that each kind of record is translated once. Empty columns are left out.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from lxml import etree

from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import Rejection
from cim_loaders.csv_lines import CsvLines, csv_problem, csv_values
from cim_loaders.xml_elements import Published, local_name, xml_elements

Columns = Mapping[str, str]


class Level(Enum):
    """The three files of GLEIF, each by the columns without which its rows say nothing."""

    ENTITIES = ("LEI", "Entity.LegalName")
    RELATIONSHIPS = (
        "Relationship.StartNode.NodeID",
        "Relationship.EndNode.NodeID",
        "Relationship.RelationshipType",
    )
    EXCEPTIONS = ("LEI", "Exception.Category")


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a file: its number (line of the CSV, place in the XML, from 1), and its columns."""

    number: int
    level: Level
    columns: Columns


def csv_rows(reader: io.BufferedReader) -> Iterator[Row | Rejection]:
    """Yield the rows of a CSV file; a row that cannot be read is rejected alone.

    Raises BadInputError when the header is not one of GLEIF's.
    """
    # A byte that is no UTF-8 costs its row, not the file: surrogateescape lets it through to be seen.
    lines = CsvLines(io.TextIOWrapper(reader, encoding="utf-8", errors="surrogateescape", newline=""))
    header = [name.strip() for name in csv_values(lines.row()) or []]
    level = _level_of_header(header)
    while text := lines.row():
        number = lines.number
        values = csv_values(text)
        if values == []:
            continue
        if values is None or len(values) != len(header):
            first = lines.keep_first(text)
            yield Rejection(number, None, csv_problem(first, values, len(header)), first.rstrip("\r\n"))
        else:
            yield Row(number, level, {name: value for name, value in zip(header, values, strict=True) if value})


def _level_of_header(header: Sequence[str]) -> Level:
    found = set(header)
    for level in Level:
        if found.issuperset(level.value):
            return level
    nearest = max(Level, key=lambda level: len(found.intersection(level.value)))
    missing = [name for name in nearest.value if name not in found]
    raise BadInputError(
        f"The header is not one of GLEIF's Golden Copy files: the column {missing[0]} is missing. "
        "Entities need LEI and Entity.LegalName, relationships the columns Relationship.StartNode.NodeID, "
        "Relationship.EndNode.NodeID and Relationship.RelationshipType, reporting exceptions LEI and "
        "Exception.Category. Give the file as GLEIF publishes it, separated by commas."
    )


_ROOTS = {
    "LEIData": ("LEIRecord", Level.ENTITIES),
    "RelationshipData": ("RelationshipRecord", Level.RELATIONSHIPS),
    "ReportingExceptionData": ("Exception", Level.EXCEPTIONS),
}
# Elements that may come more than once carry a number in the CSV's column names.
_REPEATED = {
    "OtherEntityName",
    "TransliteratedOtherEntityName",
    "AdditionalAddressLine",
    "OtherAddress",
    "TransliteratedOtherAddress",
    "OtherValidationAuthority",
    "LegalEntityEvent",
    "SuccessorEntity",
    "RelationshipPeriod",
    "RelationshipQualifier",
    "RelationshipQuantifier",
    "ExceptionReason",
    "ExceptionReference",
}
# Where the CSV names a column otherwise than by the path of its element.
_CSV_NAMES = (
    (re.compile(r"^Relationship\.RelationshipPeriods\.RelationshipPeriod\.(\d+)\.S"), r"Relationship.Period.\1.s"),
    (re.compile(r"^Relationship\.RelationshipPeriods\.RelationshipPeriod\.(\d+)\.E"), r"Relationship.Period.\1.e"),
    (re.compile(r"^Relationship\.RelationshipPeriods\.RelationshipPeriod\.(\d+)\.P"), r"Relationship.Period.\1.p"),
    (re.compile(r"^Relationship\.RelationshipQualifiers\.RelationshipQualifier\."), "Relationship.Qualifiers."),
    (re.compile(r"^Relationship\.RelationshipQuantifiers\.RelationshipQuantifier\."), "Relationship.Quantifiers."),
    (re.compile(r"^Exception(Category|Reason|Reference)"), r"Exception.\1"),
)


_TAGS = {root: (tag,) for root, (tag, _) in _ROOTS.items()}


def xml_rows(reader: io.BufferedReader) -> Iterator[Row]:
    """Yield the records of a CDF XML file in flat memory; raises BadInputError as `xml_elements` does."""
    published = Published(
        "GLEIF", "LEIData, RelationshipData or ReportingExceptionData, the Common Data Formats of GLEIF"
    )
    for number, (root, element) in enumerate(xml_elements(reader, _TAGS, published), 1):
        yield Row(number, _ROOTS[root][1], _flat(element))


def _flat(record: etree._Element) -> Columns:
    return {_csv_name(path): text for path, text in _leaves(record, "") if text}


def _leaves(element: etree._Element, path: str) -> Iterator[tuple[str, str]]:
    counts: dict[str, int] = {}
    for child in element.iterchildren("*"):
        name = local_name(child.tag)
        if name in _REPEATED:
            counts[name] = counts.get(name, 0) + 1
            name = f"{name}.{counts[name]}"
        yield from _leaves(child, f"{path}.{name}" if path else name)
    if path:
        yield path, (element.text or "").strip()
        for attribute, value in element.attrib.items():
            local = local_name(str(attribute))
            yield f"{path}.{'xmllang' if local == 'lang' else local}", str(value).strip()


@lru_cache(maxsize=4096)
def _csv_name(path: str) -> str:
    for pattern, name in _CSV_NAMES:
        path = pattern.sub(name, path)
    return path


def rows(reader: io.BufferedReader) -> Iterator[Row | Rejection]:
    """Yield the rows of a file of GLEIF, whichever it is: XML begins with `<`, all else is taken for CSV."""
    return xml_rows(reader) if reader.peek(64).lstrip().startswith(b"<") else csv_rows(reader)
