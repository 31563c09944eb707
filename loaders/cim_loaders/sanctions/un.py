"""The consolidated list of the Security Council of the United Nations (XML), as records.

The key is the permanent reference number (`CDi.001`), or the data id where there is none.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from cim_graph.records.countries import normal_country
from cim_graph.records.importer import Line, Rejection
from cim_loaders.days import iso_day
from cim_loaders.given import given
from cim_loaders.sanctions.births import birth
from cim_loaders.sanctions.listed import Entry, listed, read_whole
from cim_loaders.source_file import opened
from cim_loaders.spool import spooled
from cim_loaders.xml_elements import Published, local_name, xml_elements

_PUBLISHED = Published("the United Nations", "CONSOLIDATED_LIST, the consolidated list of the Security Council")
_ROOT = {"CONSOLIDATED_LIST": ("INDIVIDUAL", "ENTITY")}
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_QUALITIES = {"good": "strong", "low": "weak"}
_ATTRIBUTES = {
    "UN_LIST_TYPE": "programmes",
    "REFERENCE_NUMBER": "referenceNumber",
    "DATAID": "dataId",
    "LISTED_ON": "listedOn",
    "DELISTED_ON": "delistedOn",
    "SUBMITTED_BY": "submittedBy",
    "COMMENTS1": "remarks",
}
DOCUMENTS = {
    "passport": "passport",
    "national identification number": "national-id",
    "driver's licence": "driving-licence",
    "id card": "id-card",
}


class UnImporter:
    """Reads the consolidated list in XML; one that breaks off is refused whole."""

    name = "un"
    title = "Sanctions: the consolidated list of the UN Security Council, XML"

    def __init__(self, source: str = "un-sc") -> None:
        self._source = source

    def read(self, stream: BinaryIO) -> Iterator[Line | Rejection]:
        """Translate a list, which is read twice; the number of a line is the place of the entry in the list."""
        with spooled(opened(stream)) as copy:
            read_whole(xml_elements(copy, _ROOT, _PUBLISHED))
            copy.seek(0)
            for number, (_, element) in enumerate(xml_elements(copy, _ROOT, _PUBLISHED), 1):
                key = _text(element, "REFERENCE_NUMBER") or _text(element, "DATAID")
                if key:
                    yield Line(number, listed(_entry(element, key), self._source))
                else:
                    yield Rejection(number, "DATAID", "The entry has neither a REFERENCE_NUMBER nor a DATAID.")


def _text(element: etree._Element, name: str) -> str:
    return " ".join((element.findtext(f"{{*}}{name}") or "").split())


def _values(element: etree._Element, name: str) -> list[str]:
    return [" ".join(item.text.split()) for item in element.iterfind(f"{{*}}{name}/{{*}}VALUE") if item.text]


def _entry(element: etree._Element, key: str) -> Entry:
    kind = local_name(element.tag)
    entry = Entry(key, "person" if kind == "INDIVIDUAL" else "organization")
    entry.names += [*_names(element), *(name for item in _all(element, kind, "ALIAS") for name in _aliases(item))]
    entry.nationalities += [normal_country(text) or text for text in _values(element, "NATIONALITY")]
    entry.gender = (_text(element, "GENDER") or next(iter(_values(element, "GENDER")), "")).lower() or None
    entry.addresses += filter(None, map(_address, _all(element, kind, "ADDRESS")))
    entry.births += filter(None, map(_birth, _all(element, kind, "DATE_OF_BIRTH")))
    entry.birth_places += filter(None, map(_place, _all(element, kind, "PLACE_OF_BIRTH")))
    documents = [_document(item) for item in _all(element, kind, "DOCUMENT")]
    entry.identifiers += [document for document in documents if "value" in document]
    stated = {field: _text(element, name) for name, field in _ATTRIBUTES.items()}
    entry.attributes |= given(
        **stated | {"programmes": list(filter(None, [stated["programmes"]]))},
        titles=_values(element, "TITLE") + _values(element, "DESIGNATION"),
        updatedOn=_values(element, "LAST_DAY_UPDATED"),
        documents=[document for document in documents if document and "value" not in document],
    )
    return entry


def _all(element: etree._Element, kind: str, name: str) -> Iterator[etree._Element]:
    yield from element.iterfind(f"{{*}}{kind}_{name}")


def _names(element: etree._Element) -> Iterator[dict[str, Any]]:
    if full := " ".join(text for name in _NAMES if (text := _text(element, name))):
        yield {"full": full, "kind": "primary"}
    if script := _text(element, "NAME_ORIGINAL_SCRIPT"):
        yield {"full": script, "kind": "alias"}


def _aliases(element: etree._Element) -> Iterator[dict[str, Any]]:
    """Yield the names of an alias element, several of which may stand apart by semicolons."""
    quality = _text(element, "QUALITY").lower()
    kind = "former" if quality.startswith("f.k.a") else "alias"
    for name in re.split(r"\s*;\s*", _text(element, "ALIAS_NAME")):
        if name:
            yield {"full": name, "kind": kind} | given(quality=_QUALITIES.get(quality))


def _address(element: etree._Element) -> dict[str, str]:
    lines = [text for name in ("STREET", "CITY", "STATE_PROVINCE") if (text := _text(element, name))]
    note = _text(element, "NOTE")
    found = given(
        text=", ".join(lines),
        city=_text(element, "CITY"),
        postcode=_text(element, "ZIP_CODE"),
        country=_text(element, "COUNTRY"),
    )
    return found | given(note=note) if found else given(text=note)


def _birth(element: etree._Element) -> dict[str, Any]:
    low, high = _text(element, "FROM_YEAR"), _text(element, "TO_YEAR")
    note = _text(element, "NOTE")
    if low and high:
        return {"from": low, "to": high} | given(note=note)
    stated = _text(element, "DATE") or _text(element, "YEAR")
    found = birth(stated) | given(note=note) if stated else birth(note) if note else {}
    is_about = _text(element, "TYPE_OF_DATE").upper().startswith("APPROX")
    return found | {"circa": True} if found and is_about else found


def _place(element: etree._Element) -> str:
    return ", ".join(text for name in ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY") if (text := _text(element, name)))


def _document(element: etree._Element) -> dict[str, Any]:
    type_ = _text(element, "TYPE_OF_DOCUMENT") or _text(element, "TYPE_OF_DOCUMENT2")
    country = _text(element, "COUNTRY_OF_ISSUE") or _text(element, "ISSUING_COUNTRY")
    issued = _text(element, "DATE_OF_ISSUE")
    number = _text(element, "NUMBER")
    scheme = DOCUMENTS.get(type_.lower()) or "-".join(re.findall(r"\w+", type_.lower())) or "document"
    found = given(
        value=number,
        country=normal_country(country) or country,
        issued=iso_day(issued) if issued else None,
        note=_text(element, "NOTE"),
    )
    return {"scheme": scheme} | found if found else {}


importer = UnImporter()
