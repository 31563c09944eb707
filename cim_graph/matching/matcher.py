"""Records that are stored, compared by a model: candidates that share keys, scores, clusters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cim_graph.graph.statement import Ask, Rows
from cim_graph.matching.model.column import Indexes
from cim_graph.matching.model.decisions import decided_by, judged_by
from cim_graph.matching.model.document import Model
from cim_graph.matching.model.explanation import Explanation, of_scores
from cim_graph.matching.model.pool import Pool, pool
from cim_graph.matching.model.rules import DECISIONS, DIFFERENT
from cim_graph.matching.model.scorer import Scorer, Scores
from cim_graph.matching.model.tokens import LISTED, MOST_CANDIDATES, ranked, token
from cim_graph.matching.pairs import CANDIDATES, Division, Keyed, Match, keyed

if TYPE_CHECKING:
    from cim_graph.matching.model.judgements import Judged

_LOOKED_AT = 6 * MOST_CANDIDATES
"""Records that the index is asked for, of which the best are compared."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs of records with their scores; `numbers` are those of both in the pool."""

    pool: Pool
    pairs: Sequence[tuple[str, str]]
    numbers: tuple[Indexes, Indexes]
    scores: Scores

    @property
    def matches(self) -> list[Match]:
        """What the model says of each pair."""
        scores = self.scores
        return [
            Match(*pair, DECISIONS[decision], float(probability), int(odds))
            for pair, decision, probability, odds in zip(
                self.pairs, scores.ruled.decisions, scores.probability, scores.odds, strict=True
            )
        ]

    @property
    def found(self) -> list[Match]:
        """Those of them that match, or may match."""
        return [match for match in self.matches if match.decision != DECISIONS[DIFFERENT]]

    def explained(self, pairs: Sequence[tuple[str, str]]) -> list[Explanation]:
        """Explain some of the pairs."""
        rows = {pair: row for row, pair in enumerate(self.pairs)}
        return of_scores(self.pool, self.scores, self.numbers, [rows[pair] for pair in pairs])


@dataclass(frozen=True)
class Matcher:
    """Compares stored records by a model; `crowded` are keys, as words, that are too common since it was made."""

    model: Model
    crowded: frozenset[str] = frozenset()

    @cached_property
    def _dropped(self) -> frozenset[str]:
        return self.crowded | frozenset(map(token, self.model.dropped))

    async def candidates(
        self, ask: Ask, records: Sequence[Keyed], *, only_lists: bool = False, beside: Ask | None = None
    ) -> dict[str, list[str]]:
        """Return the stored records that each record is compared with, by its id.

        `beside` asks outside a transaction that has deleted relationships: there Neo4j 2026.09 leaves records out of
        the index whose internal number is that of one of them.

        Entries of lists and other records are looked for each by themselves, so that neither crowd the others out; an
        entry is compared with no other.
        """
        asked = {record.id: self._telling(record) for record in records}
        rows = []
        for record in records:
            if words := asked[record.id]:
                sought = f"+({' '.join(words)})"
                if not only_lists:
                    rows.append({"id": record.id, "query": f"{sought} -{LISTED}", "most": _LOOKED_AT})
                if not record.is_listed:
                    rows.append({"id": record.id, "query": f"{sought} +{LISTED}", "most": _LOOKED_AT})
        if not rows:
            return {}
        question = CANDIDATES(Rows(rows))
        found = await ask(question)
        committed: list[dict[str, str]] = [{} for _ in found]
        if beside is not None:
            committed = [dict(zip(row.ids, row.keys, strict=True)) for row in await beside(question)]
        candidates: dict[str, list[str]] = {}
        for row, before in zip(found, committed, strict=True):
            now = dict(zip(row.ids, row.keys, strict=True))
            others = {id_: words for id_, words in (before | now).items() if id_ in now or id_ not in asked}
            others.pop(row.id, None)
            candidates.setdefault(row.id, []).extend(ranked(asked[row.id], list(others.items())))
        return candidates

    def _telling(self, record: Keyed) -> list[str]:
        """Return the words of a record that are not dropped."""
        return [word for word in record.keys.split() if word not in self._dropped and word != LISTED]

    async def matches(self, ask: Ask, records: Sequence[Keyed], beside: Ask | None = None) -> list[Match]:
        """Return what records match, or may match, among all that are stored; each pair once."""
        known, pairs = await self.pairs(ask, records, beside)
        return self.scored(known, pairs).found if pairs else []

    async def pairs(
        self, ask: Ask, records: Sequence[Keyed], beside: Ask | None = None
    ) -> tuple[dict[str, Keyed], list[tuple[str, str]]]:
        """Return the pairs in which records are to be compared with all that are stored, and what these say, by id."""
        candidates = await self.candidates(ask, records, beside=beside)
        known = {record.id: record for record in records}
        known |= await keyed(ask, {id_ for ids in candidates.values() for id_ in ids} - known.keys())
        pairs = {
            (min(id_, other), max(id_, other)) for id_, ids in candidates.items() for other in ids if other in known
        }
        return known, sorted(pairs)

    def compared(self, records: Mapping[str, Keyed], pairs: Sequence[tuple[str, str]]) -> list[Match]:
        """Compare pairs of records."""
        return self.scored(records, pairs).matches if pairs else []

    def scored(self, records: Mapping[str, Keyed], pairs: Sequence[tuple[str, str]]) -> "Scored":
        """Compare pairs of records, such that they can be explained, too."""
        ids = sorted({id_ for pair in pairs for id_ in pair})
        place = {id_: number for number, id_ in enumerate(ids)}
        left, right = (np.array([place[pair[side]] for pair in pairs], np.intp) for side in (0, 1))
        of = pool([records[id_].evidence for id_ in ids])
        return Scored(of, pairs, (left, right), Scorer(of, self.model).score(left, right))

    def divided(self, records: Iterable[Keyed], judged: Iterable["Judged"]) -> Division:
        """Divide records that stand or fall with each other into parties."""
        ordered = sorted(records, key=lambda record: record.id)
        if len(ordered) <= 1:
            return Division([[record.id] for record in ordered], {})
        place = {record.id: number for number, record in enumerate(ordered)}
        scorer = Scorer(pool([record.evidence for record in ordered]), self.model)
        near = self._near(ordered)
        chunks = [tuple(np.array(near, np.intp).T)] if near else []
        formed = decided_by(scorer, chunks, judged_by(judged, place, scorer.pool.records)).clusters
        parties: dict[int, list[str]] = {}
        for record, lowest in zip(ordered, formed.of.tolist(), strict=True):
            parties.setdefault(lowest, []).append(record.id)
        held = {(ordered[one].id, ordered[other].id): why for (one, other), why in formed.held.items()}
        return Division(list(parties.values()), held)

    def _near(self, records: Sequence[Keyed]) -> list[tuple[int, int]]:
        """Return pairs that share a key which tells something."""
        words = [set(self._telling(record)) for record in records]
        return [(a, b) for a, b in combinations(range(len(records)), 2) if not words[a].isdisjoint(words[b])]
