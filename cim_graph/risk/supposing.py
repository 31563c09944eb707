"""What would be: a reading without some relationships, and with some records that nobody handed over."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.parties import service as parties
from cim_graph.records.format import PartyRecord, Reference, RelationshipRecord
from cim_graph.records.parse import RecordError, parse
from cim_graph.risk.facts import EMPTY
from cim_graph.risk.reading import Front, Met, Party, Reading
from cim_graph.risk.ties import Tie

MOST_RECORDS: Final = 100
"""Records that may be supposed at once."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """Relationships that are thought away, by their ids, and what further records say of ties and of parties."""

    without: frozenset[str] = frozenset()
    ties: Mapping[str, Tie] = field(default_factory=dict)
    parties: Mapping[str, Party] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SupposingReading(Reading):
    """Reads what is there, and tells it as it would be."""

    supposed: Supposed = field(default_factory=Supposed)

    async def around(self, front: Front) -> Met:
        """Return the relationships at parties, as they would be."""
        near = replace(front, room=0) if self.supposed.without else front  # what is thought away leads nowhere
        found = await Reading.around(self, near)
        there, kinds = set(found.looked), front.propagation.weights
        more = [
            tie
            for tie in self.supposed.ties.values()
            if there & {tie.source, tie.target} and tie.kind in kinds and self.shows(tie.kind)
        ]
        return replace(found, ties=[*(tie for tie in found.ties if tie.id not in self.supposed.without), *more])

    async def described(self, ids: Sequence[str]) -> dict[str, Party]:
        """Return what schemes look at of parties, as it would be; of a party that is new, what its record says."""
        found = await Reading.described(self, ids)
        new = {id_: EMPTY for id_ in ids if id_ in self.supposed.parties and id_ not in found}
        return {id_: _with(party, self.supposed.parties.get(id_, {})) for id_, party in (found | new).items()}


def _with(party: Party, said: Party) -> Party:
    """Add what a record says: lists are joined, other facts are taken where the party has none."""
    return {
        name: tuple(sorted({*known, *said.get(name, ())}))
        if isinstance(known, tuple)
        else known
        if known not in ("", -1)
        else said.get(name, known)
        for name, known in party.items()
    }


Closed = Callable[[Sequence[str]], Awaitable[Collection[str]]]
"""Tells which of some parties are closed to whoever supposes."""


async def supposed(reading: Reading, without: Sequence[str], records: Sequence[Any], closed: Closed) -> Supposed:
    """Read records that are only supposed; raise BadInputError for one that is none, or of another type.

    An end that names a record, or an identifier that one party carries, is that party; another one is new. A number
    whose party is closed is that of nobody: or else whoever tries numbers would learn which there are.
    """
    if len(records) > MOST_RECORDS:
        raise BadInputError(f"`withRecords` holds {len(records)}; suppose at most {MOST_RECORDS} at once")
    read = [_read(number, record) for number, record in enumerate(records)]
    said = [record for record in read if isinstance(record, PartyRecord)]
    tied = [record for record in read if isinstance(record, RelationshipRecord)]
    ids = await asyncio.gather(*(_named(reading, record.source, record.key) for record in said))
    ends = await asyncio.gather(*(_ended(reading, end, closed) for record in tied for end in (record.from_, record.to)))
    ties = [
        Tie(_id(record), record.kind.value, source, target, _share(record))
        for record, source, target in zip(tied, ends[::2], ends[1::2], strict=True)
        if _holds(record, reading.day)
    ]
    new = dict.fromkeys(ends, EMPTY)
    known = {id_: _facts(record) for id_, record in zip(ids, said, strict=True)}
    return Supposed(frozenset(without) | set(map(_id, tied)), {tie.id: tie for tie in ties}, new | known)


def _read(number: int, record: Any) -> PartyRecord | RelationshipRecord:  # noqa: ANN401 (whatever was sent)
    try:
        found = parse(record).record
    except RecordError as error:
        raise BadInputError(f"withRecords[{number}]: {error}") from None
    if not isinstance(found, PartyRecord | RelationshipRecord):
        raise BadInputError(f"withRecords[{number}]: suppose parties and relationships; the rest changes no risk here")
    return found


def _id(record: RelationshipRecord) -> str:
    return id_of(Kind.FACT, record.source, record.key)


def _holds(record: RelationshipRecord, day: str) -> bool:
    begins, ends = record.valid_from, record.valid_to
    return (begins is None or str(begins) <= day) and (ends is None or str(ends) > day)


def _share(record: RelationshipRecord) -> float | None:
    stated = record.share or record.min_share
    return None if stated is None else float(stated)


async def _named(reading: Reading, source: str, key: str) -> str:
    found = await parties.described(reading.graph, source, key, reading.as_of.known)
    return found or id_of(Kind.PARTY, source, key)


async def _ended(reading: Reading, end: Reference, closed: Closed) -> str:
    if end.source is not None and end.key is not None:
        return await _named(reading, end.source, end.key)
    carried = await parties.carriers(reading.graph, str(end.scheme), str(end.value), reading.as_of, reading.rank)
    if len(carried) == 1 and not await closed(carried):
        return carried[0]
    return id_of(Kind.PARTY, str(end.scheme), str(end.value))


def _facts(record: PartyRecord) -> Party:
    countries = {record.jurisdiction, *record.nationalities, *(address.country for address in record.addresses)}
    return {
        **EMPTY,
        "kind": record.type.upper(),
        "status": record.status.value if record.status else "EXTERNAL",
        "jurisdiction": record.jurisdiction or "",
        "segment": record.segment or "",
        "countries": tuple(sorted(one for one in countries if one)),
        "flags": tuple(sorted(record.flags)),
    }
