"""What would be: a reading without some relationships, and with some records that nobody handed over."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import moment_text, system_clock
from cim_graph.parties import service as parties
from cim_graph.parties.golden import golden, party_row
from cim_graph.parties.model import PartyRow
from cim_graph.parties.survivorship import Standing
from cim_graph.records.format import PartyRecord, Reference, RelationshipRecord
from cim_graph.records.parse import Parsed, RecordError, parse
from cim_graph.relationships.model import RelationshipRow, relationship
from cim_graph.relationships.prepare import prepare
from cim_graph.relationships.projection import Fact, project
from cim_graph.relationships.stored import fact_of
from cim_graph.risk.facts import EMPTY
from cim_graph.risk.reading import Front, Met, Party, Reading
from cim_graph.risk.ties import Tie

MOST_RECORDS: Final = 100
_SHOWN: Final = 40
"""Records that may be supposed at once."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """Relationships that are thought away, by their ids, and what further records say of ties and of parties.

    `relationships` and `rows` are these as they are shown: they stand in no database.
    """

    without: frozenset[str] = frozenset()
    ties: Mapping[str, Tie] = field(default_factory=dict)
    parties: Mapping[str, Party] = field(default_factory=dict)
    relationships: Mapping[str, RelationshipRow] = field(default_factory=dict)
    rows: Mapping[str, PartyRow] = field(default_factory=dict)


NOTHING: Final = Supposed()


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

    An end that names a record, be it supposed, or an identifier that one party carries, is that party; another
    identifier is that of somebody new, of whom nothing is known, and another record a BadInputError. A number whose
    party is closed is that of nobody: or else whoever tries numbers would learn which there are.
    """
    if len(records) > MOST_RECORDS:
        raise BadInputError(f"`withRecords` holds {len(records)}; suppose at most {MOST_RECORDS} at once")
    read = [_read(number, record) for number, record in enumerate(records)]
    said = [record for _, record in read if isinstance(record, PartyRecord)]
    tied = [(parsed, record) for parsed, record in read if isinstance(record, RelationshipRecord)]
    ids = await asyncio.gather(*(_named(reading, record.source, record.key) for record in said))
    ends = await asyncio.gather(*(_ended(reading, end, closed, ids) for _, one in tied for end in (one.from_, one.to)))
    stated = [_fact(*one, *pair) for one, pair in zip(tied, zip(ends[::2], ends[1::2], strict=True), strict=True)]
    ties = {one.id: _row(one, reading.rank) for one in stated if one.holds_on(reading.day)}
    values = {id_: golden([Standing(one, 0, "")], reading.rank).properties for id_, one in zip(ids, said, strict=True)}
    return Supposed(
        frozenset(without) | {one.id for one in stated},
        {id_: Tie(id_, one.kind, one.source_id, one.target_id, _share(one)) for id_, one in ties.items()},
        dict.fromkeys(ends, EMPTY) | {id_: _facts(of_party) for id_, of_party in values.items()},
        ties,
        {id_: PartyRow(id_, EMPTY["kind"], EMPTY["status"], None) for id_ in ends}
        | {id_: party_row(id_, 0, of_party) for id_, of_party in values.items()},
    )


def _read(number: int, record: Any) -> tuple[Parsed, PartyRecord | RelationshipRecord]:  # noqa: ANN401 (as sent)
    try:
        parsed = parse(record)
    except RecordError as error:
        raise BadInputError(f"withRecords[{number}]: {error}") from None
    if not isinstance(parsed.record, PartyRecord | RelationshipRecord):
        raise BadInputError(f"withRecords[{number}]: suppose parties and relationships; the rest changes no risk here")
    return parsed, parsed.record


def _fact(parsed: Parsed, record: RelationshipRecord, source: str, target: str) -> Fact:
    stated, now = prepare(parsed, record).stated, moment_text(system_clock())
    return fact_of({**stated, "since": now, "knownFrom": now}, (source, target, None, None))


def _row(fact: Fact, rank: Rank) -> RelationshipRow:
    [one] = project([fact], rank)
    return relationship(one.kind, one.from_id, one.to_id, {**one.properties, "facts": []})


def _share(row: RelationshipRow) -> float | None:
    stated = row.share or row.min_share
    return None if stated is None else float(stated)


def _facts(values: Mapping[str, Any]) -> Party:
    return {
        **EMPTY,
        **{name: values.get(name) or "" for name in ("kind", "status", "jurisdiction", "segment")},
        **{name: tuple(sorted(values.get(name) or ())) for name in ("countries", "flags")},
    }


async def _named(reading: Reading, source: str, key: str) -> str:
    found = await parties.described(reading.graph, source, key, reading.as_of.known)
    return found or id_of(Kind.PARTY, source, key)


async def _ended(reading: Reading, end: Reference, closed: Closed, new: Collection[str]) -> str:
    if end.source is not None and end.key is not None:
        if found := await parties.described(reading.graph, end.source, end.key, reading.as_of.known):
            return found
        if (supposed := id_of(Kind.PARTY, end.source, end.key)) in new:
            return supposed
        named = f"{end.source[:_SHOWN]!r}, {end.key[:_SHOWN]!r}"
        raise BadInputError(f"withRecords: there is no record {named}; look for a typing error, or suppose it, too")
    carried = await parties.carriers(reading.graph, str(end.scheme), str(end.value), reading.as_of, reading.rank)
    if len(carried) == 1 and not await closed(carried):
        return carried[0]
    return id_of(Kind.PARTY, str(end.scheme), str(end.value))
