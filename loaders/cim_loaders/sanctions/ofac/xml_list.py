"""OFAC's list as XML (`sdn.xml`, `consolidated.xml`): an sdnList of sdnEntry, with aliases and addresses."""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from cim_graph.records.importer import Rejection
from cim_loaders.given import given
from cim_loaders.sanctions.listed import Entry
from cim_loaders.sanctions.ofac.documents import Document, take
from cim_loaders.sanctions.ofac.remarks import take_remarks
from cim_loaders.xml_elements import Published, xml_elements

_PUBLISHED = Published("OFAC", "sdnList: sdn.xml or consolidated.xml (the advanced format, Sanctions, is another one)")
_TYPES = {"individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
_VESSEL = ("callSign", "vesselType", "vesselFlag", "vesselOwner", "tonnage", "grossRegisteredTonnage")
_DATED = (("dateOfBirth", "DOB"), ("placeOfBirth", "POB"))
_COUNTRIES = (("nationality", "nationality"), ("citizenship", "citizen"))
_LINES = ("address1", "address2", "address3", "city", "stateOrProvince")


def xml_entries(stream: BinaryIO) -> Iterator[tuple[int, Entry] | Rejection]:
    """Yield the entries of the list, numbered from 1; raises BadInputError as `xml_elements` does."""
    for number, (_, element) in enumerate(xml_elements(stream, {"sdnList": ("sdnEntry",)}, _PUBLISHED), 1):
        key = _text(element, "uid")
        yield (number, _entry(element, key)) if key else Rejection(number, "uid", "The entry has no uid.")


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(f"{{*}}{name}") or "").strip()


def _all(element: etree._Element, list_: str, item: str) -> Iterator[etree._Element]:
    yield from element.iterfind(f"{{*}}{list_}/{{*}}{item}")


def _entry(element: etree._Element, key: str) -> Entry:
    entry = Entry(key, _TYPES.get(_text(element, "sdnType").lower(), "organization"))
    entry.names.append({"kind": "primary"} | _name(element, is_person=entry.type == "person"))
    for alias in _all(element, "akaList", "aka"):
        kind = "former" if _text(alias, "type").startswith("f.") else "alias"
        quality = given(quality=_text(alias, "category").lower())
        entry.names.append({"kind": kind} | quality | _name(alias, is_person=entry.type == "person"))
    _take_numbers(entry, element)
    entry.addresses += filter(None, map(_address, _all(element, "addressList", "address")))
    programmes = [(item.text or "").strip() for item in _all(element, "programList", "program")]
    stated = element.find("{*}vesselInfo")
    vessel = {} if stated is None else {name: text for name in _VESSEL if (text := _text(stated, name))}
    title = _text(element, "title")
    entry.attributes |= given(programmes=programmes, titles=[title] if title else [], vessel=vessel)
    take_remarks(entry, _text(element, "remarks"))
    return entry


def _name(element: etree._Element, *, is_person: bool) -> dict[str, str]:
    first, last = _text(element, "firstName"), _text(element, "lastName")
    parts = given(first=first, last=last) if is_person and first else {}
    return {"full": " ".join(filter(None, (first, last)))} | parts


def _take_numbers(entry: Entry, element: etree._Element) -> None:
    for stated in _all(element, "idList", "id"):
        names = ("idType", "idNumber", "idCountry", "issueDate", "expirationDate")
        type_, value, *rest = (_text(stated, name) for name in names)
        if type_ and value:
            take(entry, Document(type_, value, *(text or None for text in rest)))
        elif type_:
            entry.attributes.setdefault("remarks", []).append(type_)
    for name, type_ in _DATED:
        for item in _main_first(_all(element, f"{name}List", f"{name}Item")):
            if text := _text(item, name):
                take(entry, Document(type_, text))
    for name, type_ in _COUNTRIES:
        for item in _main_first(_all(element, f"{name}List", name)):
            if text := _text(item, "country"):
                take(entry, Document(type_, text))


def _main_first(items: Iterator[etree._Element]) -> list[etree._Element]:
    return sorted(items, key=lambda item: _text(item, "mainEntry") != "true")


def _address(element: etree._Element) -> dict[str, str]:
    lines = [text for name in _LINES if (text := _text(element, name))]
    return given(
        text=", ".join(lines),
        city=_text(element, "city"),
        postcode=_text(element, "postalCode"),
        country=_text(element, "country"),
    )
