"""Where records belong once it is decided which of them are of one party: what has to move, and what became of whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cim_graph.kernel.ids import Kind, same_name


class LineageKind(StrEnum):
    """What became of a party."""

    CREATED = "CREATED"
    MERGED = "MERGED"
    SPLIT = "SPLIT"
    OVERRIDDEN = "OVERRIDDEN"


@dataclass(frozen=True, slots=True)
class Standing:
    """A record and the party that it describes today.

    `edition` is the version of the record, `version` that of the party, `text` the evidence of the record, or else its
    payload. `since` is when the record first came, `stands`
    is false once it was taken back, `facts` are those that name it, `degree` is the number of relationships of the
    party's node.
    """

    id: str
    edition: int
    source: str
    payload: str
    text: str
    keys: str
    received_at: str
    since: str
    stands: bool
    facts: int
    party: str
    version: int
    degree: int


@dataclass(frozen=True, slots=True)
class Place:
    """A party as it shall be: its id, the party whose node it takes over, or none, and all of its records."""

    id: str
    node: str | None
    version: int
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of parties: the survivor first, then the others; and the records that changed their party."""

    kind: LineageKind
    parties: tuple[str, ...]
    moves: tuple[tuple[str, str, str], ...]
    """Each the record, the party it described, and the one it describes now."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The parties that change, those that go, the records whose node changes, and what to tell of it."""

    places: tuple[Place, ...] = ()
    dissolved: tuple[str, ...] = ()
    moving: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    """Parties that stay where they are under another id."""
    changes: tuple[Change, ...] = ()
    heirs: Mapping[str, Place] = field(default_factory=dict)
    """By each party whose records change their node, the place with which its own node goes: as that of the place, or,
    where another one is, as one that is needed no more."""


def oldest_first(records: Iterable[Standing]) -> list[Standing]:
    """Return records in the order in which they came; of those that came at once, by id."""
    return sorted(records, key=lambda record: (record.since, record.id))


def plan(clusters: Iterable[Iterable[str]], standings: Mapping[str, Standing]) -> Plan:
    """Return what has to change so that each cluster is a party.

    The clusters divide all records that stand of the parties they touch. A record that was taken back stays with the
    oldest record of its party that stands. A party's id is the one that its oldest record was born with. The node with
    the most relationships stays where it is; of a party that falls apart, it goes with the records that most facts
    name.
    """
    members = [oldest_first(standings[id_] for id_ in cluster) for cluster in clusters]
    _take_along(members, standings)
    members = sorted((oldest_first(records) for records in members if records), key=lambda records: records[0].id)
    claims = _claims(members)
    sizes = Counter(record.party for records in members for record in records)
    places, moving, dissolved, heirs = [], [], [], dict[str, Place]()
    for number, records in enumerate(members):
        node, others = _kept(records, claims, number)
        dissolved += others
        place = Place(
            same_name(records[0].id, Kind.PARTY),
            node,
            max(record.version for record in records),
            tuple(record.id for record in records),
        )
        away = [record.id for record in records if record.party != node]
        if away or place.id != node or len(records) < sizes[node]:
            places.append(place)
            moving += away
            heirs |= {party: place for party, heir in claims.items() if heir == number}
    renamed = [place.node for place in places if place.node and place.node != place.id]
    changes = _changes(places, standings)
    return Plan(tuple(places), tuple(sorted(dissolved)), tuple(sorted(moving)), tuple(renamed), changes, heirs)


def _take_along(members: list[list[Standing]], standings: Mapping[str, Standing]) -> None:
    of = {record.id: records for records in members for record in records}
    homes: dict[str, list[Standing]] = {}
    for record in oldest_first(record for records in members for record in records):
        homes.setdefault(record.party, of[record.id])
    for record in standings.values():
        if not record.stands and record.party in homes:
            homes[record.party].append(record)


def _claims(members: Sequence[Sequence[Standing]]) -> dict[str, int]:
    """Return with which cluster each node goes."""
    weights: dict[str, Counter[int]] = defaultdict(Counter)
    for number, records in enumerate(members):
        for record in records:
            weights[record.party][number] += record.facts + 1
    return {party: max(weight, key=lambda number: (weight[number], -number)) for party, weight in weights.items()}


def _kept(records: Sequence[Standing], claims: Mapping[str, int], number: int) -> tuple[str | None, list[str]]:
    """Return the node that a cluster keeps, and those that it needs no more."""
    degrees = {record.party: record.degree for record in records if claims[record.party] == number}
    if not degrees:
        return None, []
    wanted = same_name(records[0].id, Kind.PARTY)
    node = max(degrees, key=lambda party: (degrees[party], party == wanted, party))
    return node, sorted(degrees.keys() - {node})


def _changes(places: Sequence[Place], standings: Mapping[str, Standing]) -> tuple[Change, ...]:
    merged, split = [], []
    targets: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        for party in sorted({standings[id_].party for id_ in place.records}):
            targets[party].append(place)
    for party, into in sorted(targets.items()):
        if len(into) > 1:
            split.append(_split(party, into, standings))
    told = {record for change in split for record, _, _ in change.moves}
    for place in places:
        parties = {standings[id_].party for id_ in place.records}
        if len(parties) > 1:
            moves = tuple(move for move in _moves(place, standings) if move[0] not in told)
            merged.append(Change(LineageKind.MERGED, (place.id, *sorted(parties - {place.id})), moves))
    return (*split, *merged)


def _split(party: str, into: Sequence[Place], standings: Mapping[str, Standing]) -> Change:
    ids = sorted(place.id for place in into)
    first = [id_ for id_ in ids if id_ == party]
    moves = [move for place in into for move in _moves(place, standings) if move[1] == party]
    return Change(LineageKind.SPLIT, (*first, *[id_ for id_ in ids if id_ != party]), tuple(moves))


def _moves(place: Place, standings: Mapping[str, Standing]) -> list[tuple[str, str, str]]:
    return [(id_, standings[id_].party, place.id) for id_ in place.records if standings[id_].party != place.id]
