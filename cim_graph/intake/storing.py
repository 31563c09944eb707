"""One batch of records is stored: what became of it, and which parties changed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from cim_graph.accounts import landing as accounts
from cim_graph.accounts.transactions.undescribed import undescribed
from cim_graph.commands.model import Event
from cim_graph.graph.statement import Ids
from cim_graph.intake.early import Kept, Pending, done, keep, kept
from cim_graph.intake.model import Rejected, Report
from cim_graph.kernel.errors import CimError
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.stamps import NOBODY, UNSTAMPED, Change, Stamp
from cim_graph.matching.pairs import Keyed
from cim_graph.matching.resolving import release as release_matches
from cim_graph.matching.resolving import resolve
from cim_graph.matching.screening import lapse
from cim_graph.parties import landing as parties
from cim_graph.relationships import landing as relationships
from cim_graph.relationships.joining import release, settle

if TYPE_CHECKING:
    from cim_graph.accounts.transactions.ledger import Ledger
    from cim_graph.graph.session import Transaction
    from cim_graph.intake.prepare import Prepared, Retracted
    from cim_graph.matching.forming import Formed
    from cim_graph.matching.models import Models
    from cim_graph.relationships.drawing import Rules

Stated = TypeVar("Stated", relationships.Known, accounts.Known)
CHANGED = "parties.changed"
"""What the outbox calls a batch of records by which parties merged or split, too."""
Landing = parties.Landing | relationships.Landing | accounts.Landing


@dataclass(slots=True)
class Storing:
    """A batch while it is stored: parties first, since all else stands on them; then what is taken back."""

    transaction: "Transaction"
    rules: "Rules"
    report: Report
    stamp: Stamp = UNSTAMPED
    ledger: "Ledger | None" = None
    changes: list[Change] = field(default_factory=list)
    """What was found where something was changed."""
    pending: Pending = field(default_factory=Pending)
    """What became of retractions that wait for what they take back."""
    moved: dict[str, Any] = field(default_factory=dict)
    """What the trail keeps of transactions: how many were stated or taken back, and digests of their versions."""
    changed: dict[str, int] = field(default_factory=dict)
    """Parties that changed, with their new versions."""
    events: list[Event] = field(default_factory=list)
    _described: list[str] = field(default_factory=list)
    _identifiers: set[str] = field(default_factory=set)
    _news: dict[str, Keyed] = field(default_factory=dict)
    """Records that came, or say something new, and what they say of who their parties are."""
    _retired: list[str] = field(default_factory=list)
    """Records that were taken back."""

    async def store(self, prepared: "Prepared") -> None:
        """Store what is stated, take back what is taken back, and join what has waited for it."""
        self._sign(prepared)
        landed = await parties.land(self.transaction, prepared.parties, self.rules.at, self.rules.rank)
        self._taken(self.report, landed)
        self.report.rejected += _erased(prepared, landed)
        self._described = landed.described
        self._heard(prepared, landed)
        self._identifiers |= landed.identifiers
        if prepared.facts:
            self._taken(self.report, await relationships.land(self.transaction, prepared.facts, self.rules))
        if prepared.holdings:
            self._taken(self.report, await accounts.land(self.transaction, prepared.holdings, self.rules.at))
        if prepared.transactions:
            await self._move(prepared)
        if prepared.retractions:
            await self._retract(prepared.retractions, self.report)
        if early := await kept(self.transaction, prepared):
            await self._retract(early, Report())
        await self.join()

    async def restore(self, prepared: "Prepared") -> None:
        """State what is given as it was; what is newer by its source's own time does not stand in the way."""
        self._sign(prepared)
        if prepared.parties:
            landed = await parties.restore(self.transaction, prepared.parties, self.rules.at, self.rules.rank)
            self._taken(self.report, landed)
            self._described += landed.described
            self._heard(prepared, landed)
            self._identifiers |= landed.identifiers
        if prepared.facts:
            self._taken(self.report, await relationships.restore(self.transaction, prepared.facts, self.rules))
        if prepared.holdings:
            self._taken(self.report, await accounts.restore(self.transaction, prepared.holdings, self.rules.at))

    async def join(self) -> None:
        """Join what has waited for what came, or has to wait for what went."""
        joining = await settle(self.transaction, self._described, sorted(self._identifiers), self.rules)
        self.changed |= joining.parties
        self.report.postponed += joining.postponed

    async def _move(self, prepared: "Prepared") -> None:
        if self.ledger is None:
            raise CimError("there is no ledger to keep transactions in; please report this")
        batch = self.stamp.batch or NOBODY
        landed = await self.ledger.land(self.transaction, prepared.transactions, batch, self.rules.at)
        self.report.accepted += landed.accepted
        self.report.unchanged += landed.unchanged
        self.report.crowded |= landed.crowded
        self.report.undescribed.add(await undescribed(self.transaction.run, prepared.transactions))
        self._note(landed.accepted, landed.digest)

    def _note(self, moved: int, digest: str) -> None:
        if moved:
            self.moved["moved"] = self.moved.get("moved", 0) + moved
            self.moved["movedAs"] = [*self.moved.get("movedAs", ()), digest]

    async def _move_back(self, wanted: Mapping[str, "Retracted"], report: Report) -> tuple[set[str], set[str]]:
        """Take transactions back; return what stands for those taken back now, and for those that had been before."""
        said = {id_: wanted[id_].at for id_ in _ids(wanted, Kind.TRANSACTION)}
        if self.ledger is None or not said:
            return set(), set()
        landed = await self.ledger.retract(self.transaction, said, self.stamp.batch or NOBODY, self.rules.at)
        report.accepted += landed.accepted
        self._note(landed.accepted, landed.digest)
        return {id_[1:] for id_ in landed.found}, {id_[1:] for id_ in landed.heard}

    def _heard(self, prepared: "Prepared", landed: parties.Landing) -> None:
        stated = {party.record_id: party.record for party in prepared.parties}
        for id_ in landed.records:
            record = stated[id_]
            self._news[id_] = Keyed(id_, record["evidence"], record["keys"])

    def _sign(self, prepared: "Prepared") -> None:
        for party in prepared.parties:
            party.record.update(self.stamp.on(party.record_id))
        for fact in prepared.facts:
            fact.stated.update(self.stamp.on(fact.fact_id))
        for holding in prepared.holdings:
            holding.node.update(self.stamp.on(holding.id))

    async def match(self, models: "Models", *, now: bool) -> None:
        """Let records find their parties; without `now` only those do that something was taken back from."""
        await lapse(self.transaction, self._changed_records(), self.rules.at)
        if self._retired:
            matcher, rules = await models.turn(self.transaction, self.rules)
            self._form(await release_matches(self.transaction, self._retired, matcher, rules))
        if now and self._news:
            matcher, rules = await models.turn(self.transaction, self.rules)
            came = {id_: said for id_, said in self._news.items() if id_ not in self._retired}
            self._form(await resolve(self.transaction, list(self._news), came, matcher, rules))

    def told(self, detail: Mapping[str, Any]) -> Sequence[Event]:
        """Return what became true as the outbox tells it; nothing where parties changed and none merged or split."""
        return [Event(CHANGED, self.changed, detail), *self.events] if self.events else ()

    def _changed_records(self) -> list[str]:
        return [change.id for change in self.changes if change.before and change.id[0] == Kind.RECORD]

    def _form(self, formed: "Formed") -> None:
        for gone in formed.gone:
            self.changed.pop(gone, None)
        self.changed |= formed.parties
        self.events += formed.events
        self.report.postponed += formed.postponed

    async def _retract(self, retractions: "Sequence[Retracted]", report: Report) -> None:
        """Take back whatever stands under these keys."""
        wanted = {kind + item.digest: item for item in retractions for kind in item.kinds}
        known = await self.transaction.run(parties.HOLD(Ids(_ids(wanted, Kind.RECORD))))
        records = [row for row in known if row.version and not row.retracted and wanted[row.id].means(row.at)]
        versions = await relationships.held(self.transaction, _ids(wanted, Kind.FACT))
        facts = [
            _taken_back(row, wanted[row.id].at) for row in versions if row.is_known and wanted[row.id].means(row.at)
        ]
        stored = await accounts.held(self.transaction, _ids(wanted, *accounts.KINDS))
        holdings = [
            _taken_back(row, wanted[row.id].at) for row in stored if not row.retracted and wanted[row.id].means(row.at)
        ]
        await self.take_back(facts, holdings, report)
        found = {id_[1:] for rows in (records, facts, holdings) for id_ in map(attrgetter("id"), rows)}
        moved, heard = await self._move_back(wanted, report)
        found |= moved
        stand = [(row.id, row.at, row.is_known) for row in versions]
        stand += [(row.id, row.at, not row.retracted) for row in known if row.version]
        stand += [(row.id, row.at, not row.retracted) for row in stored]
        there = heard | {id_[1:] for id_, at, stands in stand if stands or not wanted[id_].follows(at)}
        await self._miss([item for item in retractions if item.digest not in found], there, report)
        await self.forget(found)
        if records:
            await self.retire(
                [parties.Retiring(row, wanted[row.id].reason, wanted[row.id].at) for row in records], report
            )

    async def take_back(
        self, facts: "Sequence[relationships.Known]", holdings: "Sequence[accounts.Known]", report: Report
    ) -> None:
        """Take back facts and accounts that are held; `at` of each is its source's own time of that."""
        if facts:
            self._taken(report, await relationships.retract(self.transaction, facts, self.rules, self.stamp))
        if holdings:
            self._taken(report, await accounts.retract(self.transaction, holdings, self.rules.at, self.stamp))

    async def retire(self, retiring: "Sequence[parties.Retiring]", report: Report) -> None:
        """Take back records that are held; what stands at them waits again."""
        ordered = sorted(retiring, key=lambda item: item.known.id)
        self.changed |= await release(self.transaction, [item.known.id for item in ordered], self.rules)
        landing = await parties.retract(self.transaction, ordered, self.rules.at, self.rules.rank, self.stamp)
        self._taken(report, landing)
        self._identifiers |= landing.identifiers
        self._retired += landing.records

    def _taken(self, report: Report, landing: Landing) -> None:
        _count(report, landing)
        self.changed |= landing.parties
        self.changes += landing.changes

    async def _miss(self, missed: "Sequence[Retracted]", there: Collection[str], report: Report) -> None:
        """Keep retractions of what has not come yet, or was taken back earlier; the others change nothing."""
        new = await self.keep(item for item in missed if item.digest not in there)
        report.accepted += new
        report.unchanged += len(missed) - new

    async def keep(self, retractions: "Iterable[Retracted]") -> int:
        """Keep retractions until what they take back comes, and answer how many of them are new."""
        new = await keep(self.transaction, retractions, self.stamp)
        self.pending.kept += [one.id for one in new]
        self.pending.forgot += [
            Kept(one.id, one.at, one.reason, one.batch, one.basis) for one in new if one.at is not None
        ]
        return len(new)

    async def forget(self, digests: Iterable[str]) -> None:
        """Keep retractions no longer."""
        self.pending.forgot += await done(self.transaction, digests)


def _count(report: Report, landing: Landing) -> None:
    report.accepted += landing.accepted
    report.unchanged += landing.unchanged
    report.waiting += getattr(landing, "waiting", 0)


def _taken_back(row: Stated, said: str | None) -> Stated:
    return replace(row, at=said or row.at)


def _ids(wanted: Iterable[str], *kinds: Kind) -> list[str]:
    return sorted(id_ for id_ in wanted if id_[0] in kinds)


def _erased(prepared: "Prepared", landed: parties.Landing) -> Iterator[Rejected]:
    """Yield what is set aside since the party behind it is erased: a source may not know that yet."""
    if not landed.erased:
        return
    for party in prepared.parties:
        if (at := landed.erased.get(party.record_id)) is not None:
            told = f"whom this record was about was erased on {at[:10]}; a new relationship needs a new key"
            named = {name: party.record[name] for name in ("type", "source", "key")}  # the rest is erased, here too
            yield Rejected(prepared.numbers[party.record_id], "key", told, named)
