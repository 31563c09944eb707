"""Facts come in: stated, corrected, late, retracted; and the relationships between their parties are drawn again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Closing, Empty, Found, Ids, Read, Rows, StatedBy, Versioned, Write
from cim_graph.kernel.ids import Kind
from cim_graph.relationships.ends import Resolution, lock, names, resolve
from cim_graph.relationships.prepare import PreparedFact
from cim_graph.relationships.projection import Fact, project
from cim_graph.relationships.stored import Ends, fact_of, joined

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.kernel.ranks import Rank

Row = dict[str, Any]
Pair = tuple[str, str, str]
"""From which party, to which, and the kind."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a version of a fact."""

    uid: str
    version: int
    hash: str
    at: str | None
    since: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A fact that is known now, with the parties at its ends."""

    fact: Row
    from_id: str | None
    to_id: str | None
    about: str | None
    on_behalf_of: str | None
    waiting: bool

    @property
    def ends(self) -> Ends:
        """The parties at its ends."""
        return (self.from_id, self.to_id, self.about, self.on_behalf_of)

    @property
    def joined(self) -> bool:
        """Whether every end that was stated is known."""
        return joined(self.fact, self.ends)


@dataclass(frozen=True, slots=True)
class Edge:
    """A relationship as it is drawn today."""

    from_id: str
    to_id: str
    kind: str
    facts: list[str]


@dataclass(frozen=True, slots=True)
class Naming:
    """An end that an identifier names: the record it is tied to, and the one it should be."""

    id: str
    end: str
    identifier: str
    tied: str | None
    wanted: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """A day (ISO 8601), and how many facts at most."""

    day: str
    most: int


KNOWN = Read("relationships/known", Ids, Known)
STATED_BY = Read("relationships/stated_by", StatedBy, Found)
FACTS = Read("relationships/facts", Ids, Stored)
AT_RECORDS = Read("relationships/at_records", Ids, Found)
BETWEEN = Read("relationships/between", Rows, Edge)
NAMING = Write("relationships/naming", Ids, Naming)
STATE = Write("relationships/state", Rows, Empty)
CLOSE = Write("relationships/close", Closing, Empty)
ERASE = Write("relationships/erase", Rows, Empty)
DRAW = Write("relationships/draw", Rows, Empty)
MARK = Write("relationships/mark", Rows, Empty)
RETIE = Write("relationships/retie", Rows, Empty)
TOUCH = Write("relationships/touch", Ids, Versioned)
DUE = Read("relationships/due", Due, Found)
RESCHEDULE = Write("relationships/reschedule", Rows, Empty)


@dataclass(slots=True)
class Landing:
    """What became of facts."""

    accepted: int = 0
    unchanged: int = 0
    waiting: int = 0
    parties: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the drawing of relationships depends on: the day it is, the moment it is, and the ranks of sources."""

    day: str
    at: str
    rank: "Rank"


async def land(transaction: "Transaction", items: Sequence[PreparedFact], rules: Rules) -> Landing:
    """Store facts and draw what follows from them."""
    landing = Landing()
    ids = sorted(uid for item in items for uid in _uids(item))
    known = {row.uid: row for row in await transaction.run(KNOWN(Ids(ids)))}
    stated = [item for item in items if not _is_known(item, known)]
    landing.unchanged = len(items) - len(stated)
    landing.accepted = len(stated)
    current = [item for item in stated if not _is_late(item, known.get(item.fact_id))]
    corrected = [item.fact_id for item in current if item.fact_id in known]
    before = await _pairs_of(transaction, corrected)
    if corrected:
        await transaction.run(CLOSE(Closing(sorted(corrected), rules.at)))
    if not stated:
        return landing
    resolution = await resolve(transaction, list(chain(*(item.ends for item in stated))), landing.parties)
    rows = [_row(item, known.get(item.fact_id), resolution, rules) for item in stated]
    await transaction.run(STATE(Rows(sorted(rows, key=lambda row: str(row["fact"]["uid"])))))
    complete = [item for item in current if _complete(item, resolution)]
    landing.waiting = len(current) - len(complete)
    facts = [_fact(item, known.get(item.fact_id), resolution, rules) for item in complete]
    await draw(transaction, before | {_pair(fact) for fact in facts}, facts, rules)
    return landing


async def retract(transaction: "Transaction", ids: Sequence[str], rules: Rules) -> Landing:
    """Close facts that their source takes back."""
    landing = Landing(accepted=len(ids))
    pairs = await _pairs_of(transaction, ids)
    landing.parties = await _touch(transaction, pairs)
    await transaction.run(CLOSE(Closing(sorted(ids), rules.at)))
    await draw(transaction, pairs, [], rules)
    return landing


async def release(transaction: "Transaction", records: Sequence[str], rules: Rules) -> dict[str, int]:
    """Let the facts at records wait again: what the records describe is about to go. Answer the parties touched."""
    touched: dict[str, int] = {}
    await lock(transaction, records, touched)  # so that no fact comes to stand there meanwhile
    ids = sorted({row.id for row in await transaction.run(AT_RECORDS(Ids(sorted(records))))})
    pairs = await _pairs_of(transaction, ids)
    touched |= await _touch(transaction, pairs)
    await transaction.run(MARK(Rows([{"id": id_, "waiting": True} for id_ in ids])))
    await draw(transaction, pairs, [], rules)
    return touched


async def settle(
    transaction: "Transaction", records: Sequence[str], identifiers: Sequence[str], rules: Rules
) -> dict[str, int]:
    """Join what waited for records that have come, and for identifiers that somebody carries, or no more.

    Answer the parties touched, with their new versions.
    """
    named = await transaction.run(NAMING(Ids(sorted(identifiers)))) if identifiers else []
    moved = [naming for naming in named if naming.tied != naming.wanted]
    ids = {row.id for row in await transaction.run(AT_RECORDS(Ids(sorted(records))))} if records else set()
    ids |= {naming.id for naming in moved if naming.id[0] == Kind.FACT}
    before = await _pairs_of(transaction, sorted(ids))
    if moved:
        await transaction.run(RETIE(Rows([_retied(naming) for naming in moved])))
    if not ids:
        return {}
    stored = await transaction.run(FACTS(Ids(sorted(ids))))
    await transaction.run(MARK(Rows([{"id": row.fact["id"], "waiting": not row.joined} for row in stored])))
    facts = [fact_of(row.fact, row.ends) for row in stored if row.joined]
    pairs = before | {_pair(fact) for fact in facts}
    touched = await _touch(transaction, pairs)
    await draw(transaction, pairs, facts, rules)
    return touched


async def draw_due(transaction: "Transaction", rules: Rules, most: int) -> Landing:
    """Draw again what begins or ends on a day that has come, of at most so many facts; `accepted` counts them.

    Facts that wait for an end are only taken off the schedule: the day on which they are joined decides.
    """
    ids = [row.id for row in await transaction.run(DUE(Due(rules.day, most)))]
    locked = await _pairs_of(transaction, ids)
    touched = await _touch(transaction, locked)
    stored = await transaction.run(FACTS(Ids(sorted(ids)))) if ids else []
    still = [row for row in stored if (due := row.fact.get("due")) is not None and due <= rules.day]
    drawn = [
        fact for row in still if row.joined and not row.waiting and _pair(fact := fact_of(row.fact, row.ends)) in locked
    ]
    await draw(transaction, {_pair(fact) for fact in drawn}, drawn, rules)
    await transaction.run(RESCHEDULE(Rows([_rescheduled(row, rules.day) for row in still])))
    return Landing(accepted=len(still), parties=touched)


async def draw(transaction: "Transaction", pairs: Iterable[Pair], facts: Sequence[Fact], rules: Rules) -> None:
    """Project what is known between pairs again: the facts at hand, and those that the drawn relationships name."""
    rows = [{"from": pair[0], "to": pair[1], "kind": pair[2]} for pair in sorted(set(pairs))]
    if not rows:
        return
    edges = await transaction.run(BETWEEN(Rows(rows)))
    at_hand = {fact.id: fact for fact in facts}
    if edges:
        listed = {id_ for edge in edges for id_ in edge.facts} - at_hand.keys()
        stored = await transaction.run(FACTS(Ids(sorted(listed)))) if listed else []
        at_hand |= {row.fact["id"]: fact_of(row.fact, row.ends) for row in stored if row.joined and not row.waiting}
        erased = sorted({(edge.from_id, edge.to_id, edge.kind) for edge in edges})
        await transaction.run(ERASE(Rows([{"from": a, "to": b, "kind": kind} for a, b, kind in erased])))
    drawn = project((fact for fact in at_hand.values() if fact.holds_on(rules.day)), rules.rank)
    if drawn:
        await transaction.run(
            DRAW(
                Rows(
                    [
                        {"from": item.from_id, "to": item.to_id, "kind": item.kind, "properties": item.properties}
                        for item in drawn
                    ]
                )
            )
        )


async def _touch(transaction: "Transaction", pairs: Iterable[Pair]) -> dict[str, int]:
    """Lock the parties of pairs, always in the same order, before their relationships are looked at."""
    ids = sorted({party for pair in pairs for party in pair[:2]})
    return {row.id: row.version for row in await transaction.run(TOUCH(Ids(ids)))} if ids else {}


async def _pairs_of(transaction: "Transaction", ids: Sequence[str]) -> set[Pair]:
    """Return the pairs that facts connect today."""
    if not ids:
        return set()
    return {_pair(fact_of(row.fact, row.ends)) for row in await transaction.run(FACTS(Ids(sorted(ids)))) if row.joined}


def _uids(item: PreparedFact) -> tuple[str, ...]:
    return (item.fact_id, item.late_uid) if item.at else (item.fact_id,)


def _is_known(item: PreparedFact, known: Mapping[str, Known]) -> bool:
    stored = known.get(item.fact_id)
    return stored is not None and (stored.hash == item.hash or item.late_uid in known)


def _is_late(item: PreparedFact, known: Known | None) -> bool:
    return known is not None and known.at is not None and item.at is not None and item.at < known.at


def _complete(item: PreparedFact, resolution: Resolution) -> bool:
    return all(resolution.party(end) is not None for end in item.ends)


def _pair(fact: Fact) -> Pair:
    return (fact.from_id, fact.to_id, fact.kind)


def _row(item: PreparedFact, known: Known | None, resolution: Resolution, rules: Rules) -> Row:
    late = _is_late(item, known)
    fact = {**item.stated, "version": known.version + 1 if known else 1, "knownFrom": rules.at}
    fact["since"] = known.since if known else rules.at
    fact["uid"] = item.late_uid if late else item.fact_id
    if late:
        fact["knownTo"] = rules.at
    elif due := _due(item.stated, rules.day):
        fact["due"] = due
    return {
        "fact": fact,
        "waiting": not late and not _complete(item, resolution),
        "ties": resolution.ties(item.ends),
        "names": names(item.ends),
    }


def _due(stated: Row, day: str) -> str | None:
    return min((date for name in ("validFrom", "validTo") if (date := stated.get(name)) and date > day), default=None)


def _fact(item: PreparedFact, known: Known | None, resolution: Resolution, rules: Rules) -> Fact:
    parties = {end.tie: resolution.party(end) for end in item.ends}
    fact = {**item.stated, "since": known.since if known else rules.at, "knownFrom": rules.at}
    return fact_of(fact, (parties["FROM"], parties["TO"], parties.get("ABOUT"), parties.get("ON_BEHALF_OF")))


def _rescheduled(row: Stored, day: str) -> Row:
    return {"id": row.fact["uid"], "version": row.fact["version"], "due": fact_of(row.fact, row.ends).due(day)}


def _retied(naming: Naming) -> Row:
    return {"id": naming.id, "end": naming.end, "identifier": naming.identifier, "wanted": naming.wanted}
