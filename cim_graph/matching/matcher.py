"""Records that are stored, compared by a model: candidates that share keys, scores, clusters."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from cim_graph.graph.statement import BoundRead, Ids, Read, Rows
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.matching.model.clusters import Held, Links, components
from cim_graph.matching.model.decisions import decide, form, parted
from cim_graph.matching.model.document import Model
from cim_graph.matching.model.pool import pool
from cim_graph.matching.model.rules import DECISIONS, DIFFERENT
from cim_graph.matching.model.scorer import Scorer
from cim_graph.matching.model.tokens import MOST_CANDIDATES, ranked, said, token

if TYPE_CHECKING:
    from cim_graph.matching.model.evidence import Evidence
    from cim_graph.matching.model.judgements import Judged

Ask = Callable[[BoundRead[Any]], Awaitable[list[Any]]]
"""Runs a read: of a transaction, or of the graph as it stands."""

_LOOKED_AT = 5 * MOST_CANDIDATES
"""Records that the index is asked for, of which the best are compared."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A record that is compared: what it says, and its candidate keys as words."""

    id: str
    payload: str
    keys: str

    @property
    def evidence(self) -> "Evidence":
        """What it says of who its party is."""
        return said(self.payload)


@dataclass(frozen=True, slots=True)
class KeyedPage:
    """Records that are compared, side by side."""

    ids: list[str]
    payloads: list[str]
    keys: list[str]


@dataclass(frozen=True, slots=True)
class Found:
    """Records that share a key with the one that was asked about, and their keys, side by side."""

    id: str
    ids: list[str]
    keys: list[str]


@dataclass(frozen=True, slots=True)
class Match:
    """Two records as the model compares them; odds are thousandths of a bit, the decision is one of DECISIONS."""

    left: str
    right: str
    decision: str
    probability: float
    odds: int

    @property
    def id(self) -> str:
        """The id of the pair, whichever comes first."""
        return id_of(Kind.REVIEW, *sorted((self.left, self.right)))


@dataclass(frozen=True, slots=True)
class Division:
    """Records divided into parties, and the matches that were not followed, with the reason."""

    parties: list[list[str]]
    held: Mapping[tuple[str, str], Held]


KEYED = Read("matching/keyed", Ids, KeyedPage)
CANDIDATES = Read("matching/candidates", Rows, Found)


async def keyed(ask: Ask, ids: Iterable[str]) -> dict[str, Keyed]:
    """Return the records of these ids that stand."""
    asked = sorted(set(ids))
    pages = await ask(KEYED(Ids(asked))) if asked else []
    return {row[0]: Keyed(*row) for page in pages for row in zip(page.ids, page.payloads, page.keys, strict=True)}


@dataclass(frozen=True)
class Matcher:
    """Compares stored records by a model; `crowded` are keys, as words, that are too common since it was made."""

    model: Model
    crowded: frozenset[str] = frozenset()

    @cached_property
    def _dropped(self) -> frozenset[str]:
        return self.crowded | frozenset(map(token, self.model.dropped))

    async def candidates(self, ask: Ask, records: Sequence[Keyed]) -> dict[str, list[str]]:
        """Return the stored records that each record is compared with, by its id."""
        asked = {record.id: [word for word in record.keys.split() if word not in self._dropped] for record in records}
        rows = [{"id": id_, "query": " ".join(words), "most": _LOOKED_AT} for id_, words in asked.items() if words]
        found = await ask(CANDIDATES(Rows(rows))) if rows else []
        return {
            row.id: ranked(asked[row.id], [pair for pair in zip(row.ids, row.keys, strict=True) if pair[0] != row.id])
            for row in found
        }

    async def matches(self, ask: Ask, records: Sequence[Keyed]) -> list[Match]:
        """Return what records match, or may match, among all that are stored; each pair once."""
        candidates = await self.candidates(ask, records)
        known = {record.id: record for record in records}
        known |= await keyed(ask, {id_ for ids in candidates.values() for id_ in ids} - known.keys())
        pairs = {
            (min(id_, other), max(id_, other)) for id_, ids in candidates.items() for other in ids if other in known
        }
        return [match for match in self.compared(known, sorted(pairs)) if match.decision != DECISIONS[DIFFERENT]]

    def compared(self, records: Mapping[str, Keyed], pairs: Sequence[tuple[str, str]]) -> list[Match]:
        """Compare pairs of records."""
        if not pairs:
            return []
        ids = sorted({id_ for pair in pairs for id_ in pair})
        place = {id_: number for number, id_ in enumerate(ids)}
        left, right = (np.array([place[pair[side]] for pair in pairs], np.intp) for side in (0, 1))
        scores = Scorer(pool([records[id_].evidence for id_ in ids]), self.model).score(left, right)
        return [
            Match(*pair, DECISIONS[decision], float(probability), int(odds))
            for pair, decision, probability, odds in zip(
                pairs, scores.ruled.decisions, scores.probability, scores.odds, strict=True
            )
        ]

    def divided(self, records: Iterable[Keyed], judged: Iterable["Judged"]) -> Division:
        """Divide records that stand or fall with each other into parties."""
        ordered = sorted(records, key=lambda record: record.id)
        if len(ordered) <= 1:
            return Division([[record.id] for record in ordered], {})
        place = {record.id: number for number, record in enumerate(ordered)}
        links = _judged(judged, place)
        scorer = Scorer(pool([record.evidence for record in ordered]), self.model)
        near = self._near(ordered)
        if near:
            left, right = np.array(near, np.intp).T
            same, _, apart, _ = decide(scorer, [(left, right)])
            odds = dict(zip(same.pairs(), same.odds.tolist(), strict=True))
            links = Links(odds, links.judged, links.different)
            groups = components(len(ordered), [*links.same, *links.judged])
            links = parted(links, apart.where(groups[apart.left] == groups[apart.right]).pairs())
        formed = form(scorer, links)
        parties: dict[int, list[str]] = {}
        for record, lowest in zip(ordered, formed.of.tolist(), strict=True):
            parties.setdefault(lowest, []).append(record.id)
        held = {(ordered[one].id, ordered[other].id): why for (one, other), why in formed.held.items()}
        return Division(list(parties.values()), held)

    def _near(self, records: Sequence[Keyed]) -> list[tuple[int, int]]:
        """Return pairs that share a key which tells something."""
        words = [set(record.keys.split()) - self._dropped for record in records]
        return [(a, b) for a, b in combinations(range(len(records)), 2) if not words[a].isdisjoint(words[b])]


def _judged(judged: Iterable["Judged"], place: Mapping[str, int]) -> Links:
    """Return what stewards judged as links between records by number; a group is held together by its first record."""
    same, different = set(), set()
    for one in judged:
        for group in one.groups:
            same |= {_pair(place[a], place[b]) for a, b in pairwise(id_ for id_ in group if id_ in place)}
        different |= {_pair(place[a], place[b]) for a, b in one.apart if a in place and b in place}
    return Links({}, frozenset(same), frozenset(different))


def _pair(one: int, other: int) -> tuple[int, int]:
    return (min(one, other), max(one, other))
