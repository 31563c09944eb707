"""What can be done on records without a database: parse, check, normal forms. Pure, so that it can run anywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cim_graph.accounts.landing import PreparedHolding
from cim_graph.accounts.landing import prepare as prepare_holding
from cim_graph.intake.model import Rejected
from cim_graph.kernel.ranks import ranked
from cim_graph.parties.landing import PreparedParty
from cim_graph.parties.landing import prepare as prepare_party
from cim_graph.records.format import PartyRecord, RelationshipRecord, Retraction
from cim_graph.records.parse import RecordError, parse
from cim_graph.relationships.landing import PreparedFact
from cim_graph.relationships.landing import prepare as prepare_fact


@dataclass(frozen=True, slots=True)
class Retracted:
    """A source takes back what it said under a key."""

    digest: str
    reason: str | None


@dataclass(slots=True)
class Prepared:
    """Records that are ready to be stored, by what becomes of them, and those that are set aside."""

    parties: list[PreparedParty] = field(default_factory=list)
    facts: list[PreparedFact] = field(default_factory=list)
    holdings: list[PreparedHolding] = field(default_factory=list)
    retractions: list[Retracted] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    problems: dict[str, int] = field(default_factory=dict)
    digests: set[str] = field(default_factory=set)

    def count(self, problem: str) -> None:
        """Count a value that was kept and marked."""
        self.problems[problem] = self.problems.get(problem, 0) + 1


def prepare(records: Iterable[tuple[int, Any]], ranks: Mapping[str, int]) -> list[Prepared]:
    """Prepare numbered records, in order.

    A key that comes twice cuts the list: what was said first must be stored before what replaces it.
    """
    rank = ranked(ranks)
    prepared = [Prepared()]
    for number, raw in records:
        try:
            parsed = parse(raw)
        except RecordError as error:
            prepared[-1].rejected.append(Rejected(number, error.field, error.reason))
            continue
        if parsed.digest in prepared[-1].digests:
            prepared.append(Prepared())
        now = prepared[-1]
        now.digests.add(parsed.digest)
        for name in parsed.unknown:
            now.count(f"{name}: the record format has no such field; it was kept with the record")
        record = parsed.record
        if isinstance(record, PartyRecord):
            party = prepare_party(parsed, record, rank)
            now.parties.append(party)
            for problem in party.stated.problems:
                now.count(problem)
        elif isinstance(record, RelationshipRecord):
            now.facts.append(prepare_fact(parsed, record))
        elif isinstance(record, Retraction):
            now.retractions.append(Retracted(parsed.digest, record.reason))
        else:
            now.holdings.append(prepare_holding(parsed, record))
    return prepared
