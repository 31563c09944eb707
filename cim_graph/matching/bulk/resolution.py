"""Matching of many records at once: candidates, scores, clusters.

What comes of it is the same whatever the order of the records' arrival was: candidates rest on frozen keys, scores on
two records and the model, clusters on all links together.
"""

from dataclasses import dataclass

import numpy as np

from cim_graph.matching.bulk.candidates import KeyTable
from cim_graph.matching.model.clusters import Clusters, Links, Pair, components
from cim_graph.matching.model.decisions import Decided, decide, form, parted
from cim_graph.matching.model.document import Model
from cim_graph.matching.model.estimation import counted, estimate
from cim_graph.matching.model.pool import Pool
from cim_graph.matching.model.scorer import Scorer

LEAST_RECORDS = 500
"""Records from which a model is estimated; of fewer, values are counted only."""
_NO_PAIRS = np.empty(0, np.intp)


@dataclass(frozen=True, slots=True)
class Judgements:
    """Pairs of records by number, the lower one first, that stewards judged."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Resolution:
    """Clusters of records; pairs for a steward by their probability; how many pairs were scored."""

    clusters: Clusters
    same: Decided
    reviews: Decided
    scored: int


def freeze(pool: Pool, start: Model, table: KeyTable, version: str) -> Model:
    """Return a new version of a model for these records: their frequencies and common keys, and chances if they can."""
    dropped = frozenset(table.common())
    if len(pool) < LEAST_RECORDS:
        made = counted(pool, start, version)
    else:
        table.pair(dropped)
        made = estimate(pool, start, table.sample(), version)
    return made.model_copy(update={"dropped": dropped})


def resolve(pool: Pool, model: Model, table: KeyTable, judgements: Judgements | None = None) -> Resolution:
    """Decide on all candidates of a pool, and form clusters."""
    judgements = judgements or Judgements()
    scorer = Scorer(pool, model)
    table.pair(model.dropped)
    same, reviews, apart, scored = decide(scorer, table.chunks())
    links = Links(
        dict(zip(same.pairs(), same.odds.tolist(), strict=True)), judgements.same, judgements.different, frozenset()
    )
    near = components(len(pool), [*links.same, *links.judged])
    links = parted(links, apart.where(near[apart.left] == near[apart.right]).pairs())
    return Resolution(form(scorer, links), same, reviews, scored)
