"""All records that stand, as they are compared, and what is known of them: read slice by slice."""

from asyncio import get_running_loop
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing import get_context
from os import cpu_count
from typing import TYPE_CHECKING, Final

from cim_graph.graph.statement import Empty, Read
from cim_graph.kernel.ids import Kind, Span, spans
from cim_graph.matching.model.decisions import Judgements, judged_by
from cim_graph.matching.model.judgements import Judged
from cim_graph.matching.model.kept import EDITION, kept, said
from cim_graph.matching.model.keys import keys
from cim_graph.matching.model.tokens import worded

if TYPE_CHECKING:
    from asyncio import Future

    from cim_graph.graph.session import Graph
    from cim_graph.matching.model.evidence import Evidence

WORTH_PROCESSES: Final = 5_000
"""Records in the base from which others read along."""

FEW: Final = 2_000
"""Records that are always resolved one by one."""
SHARE: Final = 50
"""Where one record in so many is pending, the whole base is compared: that takes no longer then."""

AHEAD: Final = 3
"""Slices that are read while others are made into evidence."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Records side by side; `texts` are evidence or payloads, `keys` those that are kept, as words."""

    ids: list[str]
    texts: list[str]
    versions: list[int]
    homes: list[str]
    keys: list[str]


@dataclass(frozen=True, slots=True)
class Part:
    """A slice of ids, and the edition of the evidence that is wanted."""

    start: str
    end: str
    edition: str = EDITION


@dataclass(frozen=True, slots=True)
class LinkPage:
    """Pairs of records side by side."""

    lefts: list[str]
    rights: list[str]
    decisions: list[str]
    odds: list[int]
    held: list[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many records there are, and how many have still to be resolved."""

    records: int
    pending: int

    @property
    def is_much(self) -> bool:
        """Whether so much is pending that the whole base is compared as fast."""
        return self.pending > max(FEW, self.records // SHARE)


@dataclass(frozen=True, slots=True)
class Link:
    """What was said of a pair of records."""

    decision: str
    odds: int
    held: str = ""


PAGE = Read("matching/page", Part, RecordPage)
LINKED = Read("matching/linked", Span, LinkPage)
ALL_JUDGED = Read("matching/all_judged", Empty, Judged)
COUNTED = Read("matching/counted", Empty, Counted)


@dataclass
class Base:
    """All records that stand, in the order of their ids, and what is known of them."""

    ids: list[str] = field(default_factory=list)
    records: "list[Evidence]" = field(default_factory=list)
    keys: list[tuple[str, ...]] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)
    homes: list[str] = field(default_factory=list)
    links: dict[Pair, Link] = field(default_factory=dict)
    judged: list[Judged] = field(default_factory=list)
    rekeyed: "dict[str, Made]" = field(default_factory=dict)
    """Keys and evidence of records for which others are kept, or none."""

    def add(self, page: RecordPage, compared: "Compared") -> None:
        """Take in a slice of records."""
        self.ids += page.ids
        self.versions += page.versions
        self.homes += page.homes
        for id_, (evidence, of_record, made) in zip(page.ids, compared, strict=True):
            self.records.append(evidence)
            self.keys.append(of_record)
            if made is not None:
                self.rekeyed[id_] = made

    def link(self, page: LinkPage) -> None:
        """Take in what was said of pairs."""
        columns = zip(page.lefts, page.rights, page.decisions, page.odds, page.held, strict=True)
        self.links |= {(min(a, b), max(a, b)): Link(decision, odds, held) for a, b, decision, odds, held in columns}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The number of each record, once all are read."""
        return {id_: place for place, id_ in enumerate(self.ids)}

    @cached_property
    def entries(self) -> list[int]:
        """The numbers of records that are entries of lists, once all are read."""
        return [number for number, record in enumerate(self.records) if record.listed]

    @cached_property
    def pairs_at(self) -> Mapping[str, list[Pair]]:
        """The pairs of each record of which something was said, once all are read; those of records that stand."""
        found: dict[str, list[Pair]] = defaultdict(list)
        for pair in self.links:
            if self.places.keys() >= set(pair):
                for id_ in pair:
                    found[id_].append(pair)
        return found

    @cached_property
    def judged_at(self) -> Mapping[str, list[str]]:
        """The judgements about each record, once all are read."""
        found: dict[str, list[str]] = defaultdict(list)
        for one in self.judged:
            for id_ in (*one.left, *one.right):
                found[id_].append(one.id)
        return found

    @cached_property
    def judgements(self) -> Judgements:
        """What stewards judged, by the numbers of records, once all are read."""
        return judged_by(self.judged, self.places, self.records)


Made = tuple[str, str]
"""Candidate keys as words, and evidence as text."""
Compared = list[tuple["Evidence", tuple[str, ...], Made | None]]
"""What each record says, its candidate keys, and how both are to be kept where others are, or none."""


async def read(graph: "Graph") -> Base:
    """Read the base; evidence is made in processes beside this one where there is much."""
    base = Base()
    [counted] = await graph.read(COUNTED(Empty()))
    with _readers(counted.records) as readers:
        ahead: list[tuple[RecordPage, Future[Compared]]] = []
        for span in spans(Kind.RECORD):
            [page] = await graph.read(PAGE(Part(span.start, span.end)))
            ahead.append((page, get_running_loop().run_in_executor(readers, _compared, page.texts, page.keys)))
            if len(ahead) > AHEAD:
                base.add(*(await _first(ahead)))
            [links] = await graph.read(LINKED(span))
            base.link(links)
        while ahead:
            base.add(*(await _first(ahead)))
    base.judged = await graph.read(ALL_JUDGED(Empty()))
    return base


async def _first(ahead: "list[tuple[RecordPage, Future[Compared]]]") -> tuple[RecordPage, Compared]:
    page, compared = ahead.pop(0)
    return page, await compared


@contextmanager
def _readers(records: int) -> Iterator[Executor]:
    if records < WORTH_PROCESSES:
        with ThreadPoolExecutor(1) as thread:
            yield thread
        return
    with ProcessPoolExecutor(cpu_count(), mp_context=get_context("spawn")) as processes:
        yield processes


def _compared(texts: Sequence[str], kept_keys: Sequence[str]) -> Compared:
    """Return what records say, with their candidate keys."""
    found: Compared = []
    for text, words in zip(texts, kept_keys, strict=True):
        evidence = said.__wrapped__(text)
        made = keys(evidence)
        now = worded(made, listed=evidence.listed)
        is_current = text.startswith(EDITION) and words == now
        found.append((evidence, made, None if is_current else (now, kept(evidence))))
    return found
