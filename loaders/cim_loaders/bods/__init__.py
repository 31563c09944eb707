"""Beneficial ownership data in BODS 0.4, the Beneficial Ownership Data Standard, as records."""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from cim_graph.records.importer import Line, Rejection
from cim_loaders.bods.interests import relationship
from cim_loaders.bods.parties import Json, entity, person
from cim_loaders.bods.statements import statements
from cim_loaders.source_file import opened


class BodsImporter:
    """Reads a JSON array of statements, or JSON Lines, which it streams.

    A statement that breaks a rule of BODS 0.4 is set aside with the rule and its JSON path. `recordId` is the key
    and `statementDate` the source's own time, so a later statement replaces an earlier one, in whichever order the
    files come. `source` is the same for every publisher, since publishers spell their names anew from edition to
    edition; a bank that reads two publishers with clashing record ids registers a second importer:
    `BodsImporter("bods-latvia")`.

    An interest that a later statement of the same `recordId` no longer holds is retracted, as far as both statements
    are in one file: an importer does not see what is stored. Between files, load full editions with `--snapshot`.
    """

    name = "bods"
    title = "Beneficial ownership data: BODS 0.4, a JSON array or JSON Lines"

    def __init__(self, source: str = "bods") -> None:
        self._source = source

    def read(self, stream: BinaryIO) -> Iterator[Line | Rejection]:
        """Translate a stream of statements; the number of a line is that of its statement."""
        held = _Held(self._source)
        for item in statements(opened(stream)):
            if isinstance(item, Rejection):
                yield item
            else:
                for record in self._records(item.statement, held):
                    yield Line(item.number, record)

    def _records(self, statement: Json, held: "_Held") -> Iterable[dict[str, Any]]:
        if statement["recordType"] == "entity":
            return [entity(statement, self._source)]
        if statement["recordType"] == "person":
            return [person(statement, self._source)]
        records = list(relationship(statement, self._source))
        return records + held.retractions(statement, [record["key"] for record in records])


class _Held:
    """What the newest statement of each relationship in a file holds, to retract what another has beyond it.

    A file may hold ten million relationships, so of the record id only the hash is kept, and of the keys only what
    follows the id, in tuples that most relationships share. Two ids with one hash could at worst retract a key that
    does not exist.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._newest: dict[int, tuple[str, tuple[str, ...]]] = {}
        self._shared: dict[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]]] = {}

    def retractions(self, statement: Json, keys: Iterable[str]) -> list[dict[str, Any]]:
        """Take note of a statement's keys; return what retracts those that only the older one of two holds."""
        record_id, date = statement["recordId"], statement["statementDate"]
        current = (date, tuple(key.removeprefix(record_id) for key in keys))
        known = self._newest.get(hash(record_id), current)
        older, newer = (known, current) if date >= known[0] else (current, known)
        self._newest[hash(record_id)] = self._shared.setdefault(newer, newer)
        return [
            {
                "type": "retract",
                "source": self._source,
                "key": record_id + slug,
                "at": newer[0],
                "reason": f"The statement of {newer[0]} no longer holds this interest.",
            }
            for slug in older[1]
            if slug not in newer[1]
        ]


importer = BodsImporter()
