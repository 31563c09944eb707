"""All records that stand, as they are compared, and what is known of them: read slice by slice."""

from asyncio import get_running_loop
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cim_graph.graph.statement import Empty, Read
from cim_graph.kernel.ids import Kind, Span, spans
from cim_graph.matching.bulk.candidates import Keys
from cim_graph.matching.model.decisions import Judgements, judged_by
from cim_graph.matching.model.judgements import Judged
from cim_graph.matching.model.kept import EDITION, kept, said
from cim_graph.matching.model.keys import keys
from cim_graph.matching.model.tokens import words_of

if TYPE_CHECKING:
    from asyncio import Future

    from cim_graph.graph.session import Graph
    from cim_graph.matching.model.evidence import Evidence

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
class Edition:
    """The edition of evidence that is wanted."""

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
    """How many records there are, how many have still to be resolved, and whether any of these has old keys."""

    records: int
    pending: int
    is_old: bool = False

    @property
    def is_much(self) -> bool:
        """Whether so much is pending that the whole base is compared as fast, or keys are old and made anew by that."""
        return self.is_old or self.pending > max(FEW, self.records // SHARE)


@dataclass(frozen=True, slots=True)
class Link:
    """What was said of a pair of records."""

    decision: str
    odds: int
    held: str = ""


PAGE = Read("matching/page", Part, RecordPage)
LINKED = Read("matching/linked", Span, LinkPage)
ALL_JUDGED = Read("matching/all_judged", Empty, Judged)
COUNTED = Read("matching/counted", Edition, Counted)


@dataclass
class Base:
    """All records that stand, in the order of their ids, and what is known of them."""

    ids: list[str] = field(default_factory=list)
    records: "list[Evidence]" = field(default_factory=list)
    keys: list[Keys] = field(default_factory=list)
    """Slice by slice."""
    versions: list[int] = field(default_factory=list)
    homes: list[str] = field(default_factory=list)
    links: dict[Pair, Link] = field(default_factory=dict)
    judged: list[Judged] = field(default_factory=list)
    rekeyed: "dict[str, Made]" = field(default_factory=dict)
    """Keys and evidence of records for which others are kept, or none."""

    def add(self, page: RecordPage, read: "PageRead") -> None:
        """Take in a slice of records."""
        self.ids += page.ids
        self.versions += page.versions
        self.homes += page.homes
        self.records += read.records
        self.keys.append(read.keys)
        self.rekeyed |= {page.ids[place]: made for place, made in read.made.items()}

    def told(self, number: int) -> tuple[str, ...]:
        """Return the candidate keys of a record as text."""
        return keys(self.records[number])

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


@dataclass(frozen=True, slots=True)
class PageRead:
    """What a slice of records says: evidence, candidate keys, and how both are to be kept where others are, or none."""

    records: "list[Evidence]"
    keys: Keys
    made: dict[int, Made]


async def read(graph: "Graph") -> Base:
    """Read the base; a slice is made into evidence while the next one comes."""
    base = Base()
    with ThreadPoolExecutor(1) as reader:
        ahead: list[tuple[RecordPage, Future[PageRead]]] = []
        for span in spans(Kind.RECORD):
            [page] = await graph.read(PAGE(Part(span.start, span.end)))
            ahead.append((page, get_running_loop().run_in_executor(reader, _read, page)))
            if len(ahead) > AHEAD:
                base.add(*(await _first(ahead)))
            [links] = await graph.read(LINKED(span))
            base.link(links)
        while ahead:
            base.add(*(await _first(ahead)))
    base.judged = await graph.read(ALL_JUDGED(Empty()))
    return base


async def _first(ahead: "list[tuple[RecordPage, Future[PageRead]]]") -> tuple[RecordPage, PageRead]:
    page, read = ahead.pop(0)
    return page, await read


def _read(page: RecordPage) -> PageRead:
    """Read what records say; keys that are kept beside evidence of this edition are of this edition, too."""
    records, words = [said.__wrapped__(text) for text in page.texts], list(page.keys)
    made: dict[int, Made] = {}
    for place, (evidence, text) in enumerate(zip(records, page.texts, strict=True)):
        is_current = text.startswith(EDITION)
        if not (is_current and words[place]):
            now = words_of(evidence)
            if not (is_current and words[place] == now):
                words[place] = now
                made[place] = (now, kept(evidence))
    return PageRead(records, Keys.of(words), made)
