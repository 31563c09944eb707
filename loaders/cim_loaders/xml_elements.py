"""XML of a publisher as a stream of its record elements: in flat memory, without entities, nothing fetched."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal, cast

from lxml import etree

from cim_graph.kernel.errors import BadInputError

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Published:
    """Who publishes a format, and which root elements it has, as people call them."""

    by: str
    roots: str


def xml_elements(
    reader: BinaryIO, tags: Mapping[str, Sequence[str]], published: Published
) -> Iterator[tuple[str, etree._Element]]:
    """Yield the record elements of a file, each with the name of the root, as they end; `tags` names them by root.

    An element is emptied once the next one is asked for. Raises BadInputError for another root element, for a DOCTYPE,
    and where the XML breaks off, after the elements that come before.
    """
    number = 0
    try:
        head = reader.read(_CHUNK)
        root = _root(head, tags, published)
        for element in _elements(reader, head, tags[root]):
            number += 1
            yield root, element
            _forget(element)
    except etree.XMLSyntaxError as error:
        raise BadInputError(
            f"The XML cannot be read beyond record {number} ({error.msg}). Fetch the file again, or mend it."
        ) from error


def local_name(tag: str) -> str:
    """Return the name of an element without its namespace."""
    return tag.rpartition("}")[2]


def _root(head: bytes, tags: Mapping[str, Sequence[str]], published: Published) -> str:
    """Return the name of the root element, as soon as it begins."""
    for root in _fed(_parser("start", None), head):
        if root.getroottree().docinfo.internalDTD is not None:
            raise BadInputError(
                f"The XML declares a DOCTYPE, which no file of {published.by} has. Fetch it from {published.by} again."
            )
        name = local_name(root.tag)
        if name in tags:
            return name
        raise BadInputError(f"The XML starts with <{name}>, which is not {published.by}'s. Expected {published.roots}.")
    raise BadInputError("The XML has no root element. Fetch the file again.")


def _elements(reader: BinaryIO, head: bytes, tags: Sequence[str]) -> Iterator[etree._Element]:
    """Yield the record elements as they end.

    The parser itself picks them: an event in Python for each element of each record would take most of the time.
    """
    parser = _parser("end", [f"{{*}}{tag}" for tag in tags])
    chunk = head
    while chunk:
        yield from _fed(parser, chunk)
        chunk = reader.read(_CHUNK)
    parser.close()


def _parser(event: Literal["start", "end"], tags: Sequence[str] | None) -> etree.XMLPullParser:
    return etree.XMLPullParser(events=(event,), tag=tags, resolve_entities=False, no_network=True, load_dtd=False)


def _fed(parser: etree.XMLPullParser, chunk: bytes) -> Iterator[etree._Element]:
    """Yield the elements of a chunk; where it is no XML, those before the fault come first."""
    fault = None
    try:
        parser.feed(chunk)
    except etree.XMLSyntaxError as error:
        fault = error
    for _, element in parser.read_events():
        yield cast("etree._Element", element)  # noqa: SLF001 (the type checker's only name for an element)
    if fault:
        raise fault


def _forget(element: etree._Element) -> None:
    """Free a record that was read, and what was left of those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and parent[0] is not element:
        del parent[0]
