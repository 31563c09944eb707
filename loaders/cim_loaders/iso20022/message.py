"""What messages of ISO 20022 have in common: amounts, accounts, parties, moments."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from cim_graph.kernel.errors import BadInputError
from cim_loaders.given import given
from cim_loaders.source_file import opened
from cim_loaders.xml_elements import Published, xml_elements

_PUBLISHED = Published("ISO 20022", "Document, a message of ISO 20022")


def elements(stream: BinaryIO, message: str, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """Yield these elements of a message as they end; raises BadInputError for a message of another kind."""
    reader, empty = opened(stream), True
    for _, element in xml_elements(reader, {"Document": tags}, _PUBLISHED):
        space = etree.QName(element).namespace or ""
        if f":{message}." not in f"{space}.":
            raise BadInputError(f"The message is of {space or 'no namespace'}, and not {message}. Name its own format.")
        empty = False
        yield element
    if empty:
        raise BadInputError(f"The file holds nothing of {message}. Name the format that it is of.")


def text(element: etree._Element, *path: str) -> str:
    """Return the text at a path below an element, empty where there is none."""
    found = element.findtext("/".join(f"{{*}}{step}" for step in path))
    return " ".join((found or "").split())


def amount(element: etree._Element, *path: str) -> dict[str, str]:
    """Return the amount and its currency at a path; nothing where there is none."""
    found = element.find("/".join(f"{{*}}{step}" for step in path))
    return {} if found is None else given(amount=(found.text or "").strip(), currency=found.get("Ccy"))


def account(element: etree._Element, *path: str) -> str:
    """Return the number of an account: its IBAN, or else what its bank calls it."""
    return text(element, *path, "Id", "IBAN") or text(element, *path, "Id", "Othr", "Id")


def party(element: etree._Element, *path: str) -> str:
    """Return the name of a party, which later versions of a message wrap once more."""
    return text(element, *path, "Nm") or text(element, *path, "Pty", "Nm")


def country(element: etree._Element, *path: str) -> str:
    """Return the country of a party's address, or else of its residence."""
    for wrapped in ((), ("Pty",)):
        if found := text(element, *path, *wrapped, "PstlAdr", "Ctry") or text(element, *path, *wrapped, "CtryOfRes"):
            return found
    return ""


def purpose(element: etree._Element) -> str:
    """Return what a payment is for, as somebody wrote it, or else its code."""
    lines = [" ".join((line.text or "").split()) for line in element.iterfind("{*}RmtInf/{*}Ustrd")]
    return " ".join(filter(None, lines)) or text(element, "Purp", "Cd")


def moment(*said: str) -> str | None:
    """Return the first moment that is there; a day begins at midnight, and what names no zone is UTC."""
    found = next(filter(None, said), None)
    if found is None:
        return None
    if "T" not in found:
        return f"{found[:10]}T00:00:00Z"
    time = found.partition("T")[2]
    return found if time.endswith("Z") or "+" in time or "-" in time else f"{found}Z"


def transaction(source: str, key: str, said: dict[str, Any], attributes: dict[str, Any]) -> dict[str, Any]:
    """Return a record of a transaction, without what is empty."""
    return {"type": "transaction", "source": source, "key": key, **given(**said, attributes=given(**attributes))}
