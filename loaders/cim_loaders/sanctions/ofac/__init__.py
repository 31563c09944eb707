"""The list of Specially Designated Nationals of OFAC, the sanctions office of the United States Treasury."""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.records.importer import Line, Rejection
from cim_loaders.sanctions.listed import Entry, listed, read_whole
from cim_loaders.sanctions.ofac.csv_list import csv_entries
from cim_loaders.sanctions.ofac.xml_list import xml_entries
from cim_loaders.source_file import opened
from cim_loaders.spool import spooled


class OfacImporter:
    """Reads `sdn.xml`, which has everything, or `sdn.csv`, which has it in remarks; `uid` is the key of a record.

    A list that breaks off is refused whole.
    `Linked To: NAME` is a `RELATED_TO` with role `linked-to` where one entry of the list has that name.
    """

    name = "ofac"
    title = "Sanctions: OFAC's list of Specially Designated Nationals, sdn.xml or sdn.csv"

    def __init__(self, source: str = "ofac-sdn") -> None:
        self._source = source

    def read(self, stream: BinaryIO) -> Iterator[Line | Rejection]:
        """Translate a list; the number of a line is that of the CSV, or the place of the entry in the XML."""
        with spooled(opened(stream)) as copy:
            read_whole(_entries(copy))
            keys = _keys(item[1] for item in _entries(copy) if not isinstance(item, Rejection))
            for item in _entries(copy):
                if isinstance(item, Rejection):
                    yield item
                else:
                    number, entry = item
                    yield Line(number, listed(entry, self._source))
                    yield from (Line(number, record) for record in self._links(entry, keys))

    def _links(self, entry: Entry, keys: dict[str, str | None]) -> Iterator[dict[str, Any]]:
        for name in dict.fromkeys(entry.attributes.get("linkedTo", [])):
            if key := keys.get(name.casefold()):
                yield {
                    "type": "relationship",
                    "source": self._source,
                    "key": f"{entry.key}|linked-to|{key}",
                    "kind": RelationshipKind.RELATED_TO.value,
                    "role": "linked-to",
                    "from": {"source": self._source, "key": entry.key},
                    "to": {"source": self._source, "key": key},
                }


def _entries(copy: BinaryIO) -> Iterator[tuple[int, Entry] | Rejection]:
    copy.seek(0)
    is_xml = copy.read(64).lstrip().startswith(b"<")
    copy.seek(0)
    return xml_entries(copy) if is_xml else csv_entries(copy)


def _keys(entries: Iterable[Entry]) -> dict[str, str | None]:
    """Return the keys by name as the list writes it in links, nothing where several entries have the name."""
    keys: dict[str, str | None] = {}
    for entry in entries:
        name = entry.names[0]
        written = f"{name['last']}, {name['first']}" if "first" in name else name["full"]
        keys[written.casefold()] = None if written.casefold() in keys else entry.key
    return keys


importer = OfacImporter()
