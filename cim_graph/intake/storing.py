"""One batch of records is stored: what became of it, and which parties changed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from cim_graph.accounts import landing as accounts
from cim_graph.commands.model import Event
from cim_graph.graph.statement import Ids
from cim_graph.intake.early import done, keep, kept
from cim_graph.intake.model import Report
from cim_graph.kernel.ids import Kind
from cim_graph.matching.resolving import release as release_matches
from cim_graph.matching.resolving import resolve
from cim_graph.parties import landing as parties
from cim_graph.relationships import landing as relationships
from cim_graph.relationships.joining import release, settle

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.intake.prepare import Prepared, Retracted
    from cim_graph.matching.forming import Formed
    from cim_graph.matching.matcher import Matcher
    from cim_graph.relationships.drawing import Rules

Stated = TypeVar("Stated", relationships.Known, accounts.Known)
Landing = parties.Landing | relationships.Landing | accounts.Landing


@dataclass(slots=True)
class Storing:
    """A batch while it is stored: parties first, since all else stands on them; then what is taken back."""

    transaction: "Transaction"
    rules: "Rules"
    report: Report
    changed: dict[str, int] = field(default_factory=dict)
    """Parties that changed, with their new versions."""
    events: list[Event] = field(default_factory=list)
    _described: list[str] = field(default_factory=list)
    _identifiers: set[str] = field(default_factory=set)
    _news: list[str] = field(default_factory=list)
    """Records that came, or say something new."""
    _retired: list[str] = field(default_factory=list)
    """Records that were taken back."""

    async def store(self, prepared: "Prepared") -> None:
        """Store what is stated, take back what is taken back, and join what has waited for it."""
        landed = await parties.land(self.transaction, prepared.parties, self.rules.at, self.rules.rank)
        self._taken(self.report, landed)
        self._described, self._news = landed.described, landed.records
        self._identifiers |= landed.identifiers
        if prepared.facts:
            self._taken(self.report, await relationships.land(self.transaction, prepared.facts, self.rules))
        if prepared.holdings:
            self._taken(self.report, await accounts.land(self.transaction, prepared.holdings, self.rules.at))
        if prepared.retractions:
            await self._retract(prepared.retractions, self.report)
        if early := await kept(self.transaction, prepared):
            await self._retract(early, Report())
        joining = await settle(self.transaction, self._described, sorted(self._identifiers), self.rules)
        self.changed |= joining.parties
        self.report.postponed += joining.postponed

    async def match(self, matcher: "Matcher", *, now: bool) -> None:
        """Let records find their parties; without `now` only those do that something was taken back from."""
        if self._retired:
            self._form(await release_matches(self.transaction, self._retired, matcher, self.rules))
        if now:
            self._form(await resolve(self.transaction, self._news, matcher, self.rules))

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
        if facts:
            self._taken(report, await relationships.retract(self.transaction, facts, self.rules))
        if holdings:
            self._taken(report, await accounts.retract(self.transaction, holdings, self.rules.at))
        found = {id_[1:] for rows in (records, facts, holdings) for id_ in map(attrgetter("id"), rows)}
        stand = [(row.id, row.at, row.is_known) for row in versions]
        stand += [(row.id, row.at, not row.retracted) for row in known if row.version]
        stand += [(row.id, row.at, not row.retracted) for row in stored]
        there = {id_[1:] for id_, at, stands in stand if stands or not wanted[id_].follows(at)}
        await _miss(self.transaction, [item for item in retractions if item.digest not in found], there, report)
        await done(self.transaction, found)
        if records:
            await self._retire(
                [parties.Retiring(row, wanted[row.id].reason, wanted[row.id].at) for row in records], report
            )

    async def _retire(self, retiring: "Sequence[parties.Retiring]", report: Report) -> None:
        ordered = sorted(retiring, key=lambda item: item.known.id)
        self.changed |= await release(self.transaction, [item.known.id for item in ordered], self.rules)
        landing = await parties.retract(self.transaction, ordered, self.rules.at, self.rules.rank)
        self._taken(report, landing)
        self._identifiers |= landing.identifiers
        self._retired += landing.records

    def _taken(self, report: Report, landing: Landing) -> None:
        _count(report, landing)
        self.changed |= landing.parties


def _count(report: Report, landing: Landing) -> None:
    report.accepted += landing.accepted
    report.unchanged += landing.unchanged
    report.waiting += getattr(landing, "waiting", 0)


async def _miss(
    transaction: "Transaction", missed: "Sequence[Retracted]", there: Collection[str], report: Report
) -> None:
    """Keep retractions of what has not come yet, or was taken back earlier; the others change nothing."""
    new = await keep(transaction, (item for item in missed if item.digest not in there))
    report.accepted += new
    report.unchanged += len(missed) - new


def _taken_back(row: Stated, said: str | None) -> Stated:
    return replace(row, at=said or row.at)


def _ids(wanted: Iterable[str], *kinds: Kind) -> list[str]:
    return sorted(id_ for id_ in wanted if id_[0] in kinds)
