"""Facts come in: stated, corrected, late, retracted; and the relationships between their parties are drawn again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Closing, Empty, Found, Ids, Read, Rows, StatedBy, Versioned, Write
from cim_graph.kernel.stamps import UNSTAMPED, Change, Stamp, brought, found, writers
from cim_graph.relationships.drawing import Pair, Rules, draw, pair_of, pairs_of, touch
from cim_graph.relationships.ends import Resolution, names, resolve
from cim_graph.relationships.prepare import PreparedFact
from cim_graph.relationships.projection import Fact
from cim_graph.relationships.stored import fact_of

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a version of a fact."""

    uid: str
    id: str
    version: int
    hash: str
    at: str | None
    since: str
    known_from: str
    batch: str | None
    basis: str | None

    @property
    def change(self) -> Change:
        """What a batch finds that changes it."""
        return found(self.id, self.version, writers(self.batch, self.basis), self.hash, taken_back=not self.is_known)

    @property
    def is_known(self) -> bool:
        """Whether this is what is known now."""
        return self.uid == self.id


KNOWN = Read("relationships/known", Ids, Known)
HOLD = Write("relationships/hold", Ids, Versioned)
STATED_BY = Read("relationships/stated_by", StatedBy, Found)
STATE = Write("relationships/state", Rows, Empty)
CLOSE = Write("relationships/close", Closing, Empty)


class _Versions:
    """What is stored of facts: the version that is known now, and the last one, which may have been taken back."""

    def __init__(self, rows: Iterable[Known]) -> None:
        self._by_uid = {row.uid: row for row in rows}
        ordered = sorted(self._by_uid.values(), key=attrgetter("version"))
        self._last = {row.id: row for row in ordered}
        self.in_time = {row.id: row for row in ordered if row.uid in (row.id, f"{row.id}.{row.version}")}
        self._hashes = {(row.id, row.hash) for row in ordered}

    def now(self, item: PreparedFact) -> Known | None:
        """Return the version of a fact that is known now."""
        return self._by_uid.get(item.fact_id)

    def last(self, item: PreparedFact) -> Known | None:
        """Return the newest version of a fact."""
        return self._last.get(item.fact_id)

    def found(self, item: PreparedFact) -> Change:
        """Return what a batch finds that states this."""
        stands = self.in_time.get(item.fact_id)
        return (brought(item.fact_id) if stands is None else stands.change).into(item.hash)

    def has(self, item: PreparedFact) -> bool:
        """Whether just this is known now, or was before what the source said later, or came late before."""
        if self.is_late(item) and (item.fact_id, item.hash) in self._hashes:
            return True
        now = self.now(item)
        return now is not None and (now.hash == item.hash or item.late_uid in self._by_uid)

    def is_late(self, item: PreparedFact) -> bool:
        """Whether this is older, by its source's own time, than what is known now, or than its retraction."""
        said = self.in_time.get(item.fact_id)
        return said is not None and said.at is not None and item.at is not None and item.at < said.at


@dataclass(slots=True)
class Landing:
    """What became of facts."""

    accepted: int = 0
    unchanged: int = 0
    waiting: int = 0
    parties: dict[str, int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


async def land(transaction: "Transaction", items: Sequence[PreparedFact], rules: Rules) -> Landing:
    """Store facts and draw what follows from them."""
    versions = await _versions(transaction, items)
    stated = [item for item in items if not versions.has(item)]
    landing = Landing(unchanged=len(items) - len(stated))
    if stated:
        await _state(transaction, stated, versions, rules, landing)
    return landing


async def restore(transaction: "Transaction", items: Sequence[PreparedFact], rules: Rules) -> Landing:
    """State facts again as they were, whatever is older by their source's own time; each of them is stored."""
    versions = _Versions(await held(transaction, [item.fact_id for item in items]))
    landing = Landing()
    await _state(transaction, [replace(item, at=None) for item in items], versions, rules, landing)
    return landing


async def _state(
    transaction: "Transaction", stated: Sequence[PreparedFact], versions: _Versions, rules: Rules, landing: Landing
) -> None:
    landing.accepted = len(stated)
    current = [item for item in stated if not versions.is_late(item)]
    landing.changes = [versions.found(item) for item in current]
    corrected = [now for item in current if (now := versions.now(item)) is not None]
    rules = rules.not_before(now.known_from for now in corrected)
    before = await _close(transaction, [{"id": now.uid} for now in corrected], rules)
    resolution = await resolve(transaction, list(chain(*(item.ends for item in stated))), landing.parties)
    landing.parties |= await touch(transaction, before, besides=landing.parties)
    rows = [_row(item, versions, resolution, rules) for item in stated]
    await transaction.run(STATE(Rows(sorted(rows, key=lambda row: str(row["fact"]["uid"])))))
    complete = [item for item in current if _complete(item, resolution)]
    landing.waiting = len(current) - len(complete)
    facts = [_fact(item, versions, resolution, rules) for item in complete]
    await draw(transaction, before | {pair_of(fact) for fact in facts}, facts, rules)


async def _versions(transaction: "Transaction", items: Sequence[PreparedFact]) -> _Versions:
    """Return what is stored; what is about to change is locked, since somebody else may be about to change it too."""
    rows = await transaction.run(KNOWN(Ids(sorted(item.fact_id for item in items))))
    versions = _Versions(rows)
    changing = {item.fact_id for item in items if versions.now(item) and not versions.has(item)}
    if not changing:
        return versions
    others = [row for row in rows if row.id not in changing]
    return _Versions([*others, *await held(transaction, list(changing))])


async def held(transaction: "Transaction", ids: Sequence[str]) -> list[Known]:
    """Lock what is known now of facts and return all of their versions, read again until nobody came between."""
    asked = Ids(sorted(ids))
    while ids:
        locked = {(row.id, row.version) for row in await transaction.run(HOLD(asked))}
        rows = await transaction.run(KNOWN(asked))
        if {(row.id, row.version) for row in rows if row.is_known} == locked:
            return rows
    return []


async def _close(transaction: "Transaction", rows: Sequence[Row], rules: Rules) -> set[Pair]:
    """End what is known of facts, and return the pairs that they connected."""
    pairs = await pairs_of(transaction, [row["id"] for row in rows])
    if rows:
        await transaction.run(CLOSE(Closing(sorted(rows, key=itemgetter("id")), rules.at)))
    return pairs


async def standing(transaction: "Transaction", ids: Sequence[str]) -> dict[str, Known]:
    """Return the last version of facts that came in its time, by the id; what is known now is locked."""
    return _Versions(await held(transaction, ids)).in_time


async def retract(
    transaction: "Transaction", facts: Sequence[Known], rules: Rules, stamp: Stamp = UNSTAMPED
) -> Landing:
    """Close facts that their source takes back; they are held, and their `at` is its own time of taking them back."""
    rules = rules.not_before(fact.known_from for fact in facts)
    pairs = await pairs_of(transaction, [fact.uid for fact in facts])
    touched = await touch(transaction, pairs)
    await _close(transaction, [{"id": fact.uid, "said": fact.at, **stamp.on(fact.id)} for fact in facts], rules)
    await draw(transaction, pairs, [], rules)
    return Landing(accepted=len(facts), parties=touched, changes=[fact.change for fact in facts])


def _complete(item: PreparedFact, resolution: Resolution) -> bool:
    return all(resolution.party(end) is not None for end in item.ends)


def _row(item: PreparedFact, versions: _Versions, resolution: Resolution, rules: Rules) -> Row:
    late, last = versions.is_late(item), versions.last(item)
    fact = {**item.stated, "version": last.version + 1 if last else 1, "knownFrom": rules.at}
    fact["since"] = last.since if last else rules.at
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


def _fact(item: PreparedFact, versions: _Versions, resolution: Resolution, rules: Rules) -> Fact:
    parties = {end.tie: resolution.party(end) for end in item.ends}
    last = versions.last(item)
    fact = {**item.stated, "since": last.since if last else rules.at, "knownFrom": rules.at}
    return fact_of(fact, (parties["FROM"], parties["TO"], parties.get("ABOUT"), parties.get("ON_BEHALF_OF")))
