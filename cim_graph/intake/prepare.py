"""What can be done on records without a database: parse, check, normal forms. Pure, so that it can run anywhere."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from re import compile as compile_pattern
from typing import Any

import orjson

from cim_graph.accounts.landing import KINDS as HOLDINGS
from cim_graph.accounts.landing import PreparedHolding
from cim_graph.accounts.landing import prepare as prepare_holding
from cim_graph.accounts.transactions.prepare import PreparedTransaction
from cim_graph.accounts.transactions.prepare import prepare as prepare_transaction
from cim_graph.intake.model import Rejected
from cim_graph.kernel.ids import Kind
from cim_graph.kernel.ranks import Rank
from cim_graph.matching.model.evidence import evidence
from cim_graph.matching.model.kept import kept
from cim_graph.matching.model.tokens import words_of
from cim_graph.parties.landing import PreparedParty
from cim_graph.parties.landing import prepare as prepare_party
from cim_graph.parties.statements import Stated
from cim_graph.records.door import check
from cim_graph.records.format import PartyRecord, RelationshipRecord, Retraction, TransactionRecord
from cim_graph.records.parse import Parsed, RecordError, parse
from cim_graph.relationships.prepare import PreparedFact
from cim_graph.relationships.prepare import prepare as prepare_fact

STORED = (Kind.RECORD, Kind.FACT, *HOLDINGS, Kind.TRANSACTION)
"""What can stand under one source and key, side by side."""

_VALUE = compile_pattern(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


@dataclass(frozen=True, slots=True)
class Retracted:
    """A source takes back what it said under a key: all of it, or what is of these kinds; `at` is its own time."""

    digest: str
    reason: str | None
    kinds: tuple[Kind, ...] = STORED
    at: str | None = None
    payload: str | None = None
    """The record as it came, as JSON text, where it came as one."""

    def means(self, said: str | None) -> bool:
        """Whether it takes back what was said at that time: not what the source said later."""
        return self.at is None or said is None or self.at >= said

    def follows(self, taken_back: str | None) -> bool:
        """Whether it was said after what was taken back before: what was said in between is taken back, too."""
        return self.at is not None and (taken_back is None or self.at > taken_back)


@dataclass(slots=True)
class Prepared:
    """Records that are ready to be stored, by what becomes of them, and those that are set aside.

    `left_out` counts what makes no record, by what it is. `digests` stands for their own sources and keys, `ends` for
    what they refer to.
    """

    parties: list[PreparedParty] = field(default_factory=list)
    facts: list[PreparedFact] = field(default_factory=list)
    holdings: list[PreparedHolding] = field(default_factory=list)
    transactions: list[PreparedTransaction] = field(default_factory=list)
    retractions: list[Retracted] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    problems: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    digests: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)
    """The place of each record of a party in what was handed over, by its id."""

    def count(self, problem: str) -> None:
        """Count a value that was kept and marked, by what is wrong with it."""
        kind = _VALUE.sub("…", problem)
        self.problems[kind] = self.problems.get(kind, 0) + 1

    def ends(self) -> set[str]:
        """Return the digests of the records and identifiers that are referred to."""
        ends = chain(*(fact.ends for fact in self.facts), *(holding.ends for holding in self.holdings))
        return {end.target[1:] for end in ends}

    def payloads(self) -> Iterator[str]:
        """Yield the records that are ready as they came, as JSON text: what stands by itself first."""
        yield from (item.record["payload"] for item in self.parties)
        yield from (item.stated["payload"] for item in self.facts)
        yield from (item.node["payload"] for item in self.holdings)
        yield from (item.row["payload"] for item in self.transactions)
        yield from (item.payload for item in self.retractions if item.payload is not None)

    def stated(self) -> Iterator[tuple[str, str]]:
        """Yield the source and the id of each node that holds what a record says."""
        yield from ((item.record["source"], item.record_id) for item in self.parties)
        yield from ((item.stated["source"], item.fact_id) for item in self.facts)
        yield from ((item.node["source"], item.id) for item in self.holdings)
        yield from ((item.row["source"], item.id) for item in self.transactions)

    def split(self) -> "list[Prepared]":
        """Part what stands on its own from what refers to it, so that the two can be stored by different hands."""
        first = Prepared(parties=self.parties, retractions=self.retractions, numbers=self.numbers)
        second = Prepared(facts=self.facts, holdings=self.holdings, transactions=self.transactions)
        for part in (first, second):
            part.digests = {id_[1:] for _, id_ in part.stated()} | {item.digest for item in part.retractions}
        return [part for part in (first, second) if part.digests]


def prepare(records: Iterable[tuple[int, Any]], ranks: Mapping[str, int]) -> list[Prepared]:
    """Prepare numbered records: what comes first under each key, then what comes second, and so on.

    What was said first must be stored before what replaces it. Between keys the order of a batch does not count.
    """
    rank = Rank(ranks)
    prepared = [Prepared()]
    times: dict[str, int] = {}
    for number, raw in records:
        try:
            parsed = parse(raw)
            check(raw, parsed.record)
        except RecordError as error:
            prepared[0].rejected.append(Rejected(number, error.field, error.reason, _shown(raw)))
            continue
        times[parsed.digest] = time = times.get(parsed.digest, 0) + 1
        if time > len(prepared):
            prepared.append(Prepared())
        _sort_in(prepared[time - 1], number, parsed, rank)
    return prepared


def _sort_in(now: Prepared, number: int, parsed: Parsed, rank: "Rank") -> None:
    now.digests.add(parsed.digest)
    for name, near in parsed.unknown.items():
        meant = f", and {near} may be meant" if near else ""
        now.count(f"{name}: the record format has no such field{meant}; it was kept with the record")
    record = parsed.record
    if isinstance(record, PartyRecord):
        party, problems = prepare_party(parsed, record, rank)
        said = evidence(record, Stated(**party.shared, problems=[]))
        party.record.update(keys=words_of(said), evidence=kept(said))
        now.parties.append(party)
        now.numbers[party.record_id] = number
        for problem in problems:
            now.count(problem)
    elif isinstance(record, RelationshipRecord):
        now.facts.append(prepare_fact(parsed, record))
    elif isinstance(record, Retraction):
        now.retractions.append(Retracted(parsed.digest, record.reason, at=record.at, payload=parsed.payload))
    elif isinstance(record, TransactionRecord):
        now.transactions.append(prepare_transaction(parsed, record))
    else:
        now.holdings.append(prepare_holding(parsed, record))


def _shown(raw: object) -> object:
    """Return what was handed over such that it can be written as JSON, mended and handed over again.

    Nothing stands for an object that no JSON can be written of.
    """
    try:
        shown = orjson.loads(raw) if isinstance(raw, (bytes, str)) else raw
        orjson.dumps(shown)
    except (orjson.JSONDecodeError, TypeError, RecursionError):  # JSON may be read that is too deep to be written
        return _as_text(raw)
    return shown


def _as_text(raw: object) -> str | None:
    if isinstance(raw, str):
        raw = raw.encode("utf-8", "replace")
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else None
