"""Matching of many records at once: candidates, scores, clusters.

What comes of it is the same whatever the order of the records' arrival was: candidates rest on frozen keys, scores on
two records and the model, clusters on all links together.
"""

from cim_graph.matching.bulk.candidates import KeyTable
from cim_graph.matching.model.decisions import Judgements, Resolution, decided_by
from cim_graph.matching.model.document import Model
from cim_graph.matching.model.estimation import Labels, counted, estimate
from cim_graph.matching.model.pool import Pool
from cim_graph.matching.model.scorer import Scorer

LEAST_RECORDS = 500
"""Records from which a model is estimated; of fewer, values are counted only."""


def freeze(pool: Pool, start: Model, table: KeyTable, version: str, labels: Labels | None = None) -> Model:
    """Return a new version of a model for these records: their frequencies and common keys, and chances if they can.

    `labels` is what stewards judged of them.
    """
    dropped = frozenset(table.common())
    if len(pool) < LEAST_RECORDS:
        made = counted(pool, start, version)
    else:
        table.pair(dropped)
        made = estimate(pool, start, table.sample(), version, labels)
    return made.model_copy(update={"dropped": dropped})


def resolve(pool: Pool, model: Model, table: KeyTable, judgements: Judgements | None = None) -> Resolution:
    """Decide on all candidates of a pool, and form clusters."""
    table.pair(model.dropped)
    return decided_by(Scorer(pool, model), table.chunks(), judgements or Judgements())
