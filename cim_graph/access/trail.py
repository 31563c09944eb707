"""The trail: who did and saw what, sealed in order by a chain of digests."""

import json
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from cim_graph.access import chain
from cim_graph.graph.statement import Empty, Read, Write
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import kind_of, sequence_id
from cim_graph.kernel.pages import Page, Slice, cut

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph, Transaction
    from cim_graph.kernel.actor import Actor

READ: Final = "read"
MOST_AT_ONCE: Final = 5000
_BESIDE: Final = ("number", "seal", "digest")
"""What sealing adds to an entry: not a part of its text."""
_LAST_ID: Final = "g"
"""Sorts behind every id of an entry: they are written in hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class First:
    """The seal before the first entry."""

    first: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of the chain and its seal."""

    number: int
    seal: str


@dataclass(frozen=True, slots=True)
class Most:
    """How many."""

    most: int


@dataclass(frozen=True, slots=True)
class Unsealed:
    """An entry without a seal."""

    id: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sealing:
    """Entries with their seals, and the last of these."""

    rows: list[dict[str, Any]]
    seal: str


@dataclass(frozen=True, slots=True)
class After:
    """Entries after a number."""

    after: int
    most: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed entry."""

    number: int
    seal: str
    digest: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """Ids of entries from one on and before another."""

    begin: str
    end: str
    rows: int


@dataclass(frozen=True, slots=True)
class SpanBy:
    """Entries of somebody."""

    actor: str
    begin: str
    end: str
    rows: int


@dataclass(frozen=True, slots=True)
class SpanAbout:
    """Entries about a party, of somebody or of anybody."""

    subject: str
    actor: str | None
    begin: str
    end: str
    rows: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the trail."""

    id: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries are sought; nothing stands for all. Moments are ISO 8601 text, the first within, the last not."""

    subject: str | None = None
    actor: str | None = None
    begin: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries to be kept."""

    entries: list[dict[str, Any]]


CHAIN = Write("access/chain", First, Head)
UNSEALED = Read("access/unsealed", Most, Unsealed)
SEAL = Write("access/seal", Sealing, Empty)
SEALED = Read("access/sealed", After, Sealed)
ENTRIES = Read("access/entries", Span, Entry)
ENTRIES_BY = Read("access/entries_by", SpanBy, Entry)
ENTRIES_ABOUT = Read("access/entries_about", SpanAbout, Entry)
REMEMBER_READS = Write("access/remember_reads", Entries, Empty)


def told_of(actor: "Actor") -> dict[str, Any]:
    """Return what an entry keeps of who acts."""
    told = {"client": actor.client, "purpose": actor.purpose, "request": actor.request}
    said = {name: value for name, value in told.items() if value is not None}
    return {"actor": actor.subject, "roles": list(actor.roles or ()), **said}


def entry_of_reads(actor: "Actor", seen: Mapping[str, Collection[str]], at: str) -> dict[str, Any]:
    """Return the entry for a request that showed something of special category: of whom, and what."""
    return {
        "id": sequence_id(),
        "at": at,
        **told_of(actor),
        "command": READ,
        "subjects": " ".join(sorted(seen)),
        "detail": json.dumps({id_: sorted(kinds) for id_, kinds in sorted(seen.items())}),
    }


def text_of(properties: Mapping[str, Any]) -> str:
    """Return the text of an entry that its digest is of: JSON on one line, names in order."""
    kept = {name: value for name, value in properties.items() if name not in _BESIDE}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


async def seal(graph: "Graph") -> int:
    """Seal what has no seal yet and return how many entries that were.

    Writers are not held up: they add entries without a seal, and whoever seals is alone with the chain.
    """
    sealed = 0
    while done := await graph.write("sealTrail", _seal_some):
        sealed += done
        if done < MOST_AT_ONCE:
            break
    return sealed


async def _seal_some(transaction: "Transaction") -> int:
    [head] = await transaction.run(CHAIN(First(chain.FIRST)))
    number, last = head.number, head.seal
    rows: list[dict[str, Any]] = []
    for entry in await transaction.run(UNSEALED(Most(MOST_AT_ONCE))):
        number += 1
        digest = chain.digest_of(text_of(entry.properties))
        last = chain.seal_of(last, number, digest)
        rows.append({"id": entry.id, "number": number, "seal": last, "digest": digest})
    if rows:
        await transaction.run(SEAL(Sealing(rows, last)))
    return len(rows)


async def export(graph: "Graph", after: int = 0) -> AsyncIterator[str]:
    """Yield the lines of an export of what is sealed, for `access/chain.py` to prove.

    `after` leaves out the entries up to that number. Raises BadInputError where the chain has no such entry.
    """
    number, last = after, await _seal_at(graph, after)
    yield chain.begin(after, last)
    while rows := await graph.read(SEALED(After(number, MOST_AT_ONCE))):
        for row in rows:
            yield chain.line(row.number, row.seal, row.digest, _shown(row.properties))
        number, last = rows[-1].number, rows[-1].seal
    yield chain.end(number, last)


def _shown(properties: Mapping[str, Any]) -> str:
    return chain.ERASED if properties.get("erasedAt") else text_of(properties)


async def _seal_at(graph: "Graph", number: int) -> str:
    if number == 0:
        return chain.FIRST
    found = await graph.read(SEALED(After(number - 1, 1)))
    if not found or found[0].number != number:
        raise BadInputError(f"the chain has no entry {number}; begin after one that it has, or after 0")
    return found[0].seal


def entry_key(key: str) -> str:
    """Read a key of the trail; ValueError for one that is no key."""
    int(key, 16)
    return key


async def entries(graph: "Graph", sought: Sought, page: Page) -> Slice[Entry]:
    """Return entries of the trail, the newest first; BadInputError for a subject that is no id."""
    begin = _id_at(sought.begin) or ""
    end = page.after or _id_at(sought.end) or _LAST_ID
    rows = page.first + 1
    if sought.subject is not None:
        if kind_of(sought.subject) is None:
            raise BadInputError(f"{sought.subject[:40]!r} is no id; take that of a party or of a record")
        about = SpanAbout(sought.subject, sought.actor, begin, end, rows)
        found = await graph.read(ENTRIES_ABOUT(about))
    elif sought.actor is not None:
        found = await graph.read(ENTRIES_BY(SpanBy(sought.actor, begin, end, rows)))
    else:
        found = await graph.read(ENTRIES(Span(begin, end, rows)))
    return cut(found, page, lambda entry: entry.id)


def _id_at(moment: str | None) -> str | None:
    """Return the first id that an entry of a moment can have."""
    if moment is None:
        return None
    at = datetime.fromisoformat(moment)
    return f"{int(at.timestamp() * 1_000_000) * 1000:016x}"
