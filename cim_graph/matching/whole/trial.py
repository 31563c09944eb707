"""A model tried on the base as it stands: what it would put together, and take apart, that the other one does not."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cim_graph.matching.bulk.candidates import KeyTable
from cim_graph.matching.bulk.resolution import freeze
from cim_graph.matching.model.estimation import Labels
from cim_graph.matching.model.pool import pool
from cim_graph.matching.whole.run import compared

if TYPE_CHECKING:
    from cim_graph.matching.model.document import Model
    from cim_graph.matching.whole.base import Base


@dataclass(frozen=True, slots=True)
class Trial:
    """What changes from one model to another: each part are records that one of them takes for one party.

    `merged`: parties of the first that the second makes one; `split`: what the second makes of a party of the first.
    """

    parties: tuple[int, int]
    reviews: tuple[int, int]
    merged: list[list[list[str]]]
    split: list[list[list[str]]]


def trained(base: "Base", start: "Model", version: str) -> "Model":
    """Return a model estimated from the base itself: chances, frequencies and keys that are too common.

    What stewards judged of single records counts as known.
    """
    with KeyTable(base.keys, base.told, base.entries) as table:
        return freeze(pool(base.records), start, table, version, labels(base))


def labels(base: "Base") -> Labels | None:
    """Return pairs of records that were judged side by side, those of whole parties aside; nothing where none were."""
    one_each = [one for one in base.judged if len(one.left) == len(one.right) == 1]
    found = {
        tuple(sorted((base.places[one.left[0]], base.places[one.right[0]]))): one.same
        for one in sorted(one_each, key=lambda one: (one.at, one.id))
        if base.places.keys() >= {*one.left, *one.right}
    }
    if not found:
        return None
    left, right = np.array(list(found), np.intp).T
    return Labels(left, right, np.array(list(found.values()), np.bool_))


def tried(base: "Base", one: "Model", other: "Model") -> Trial:
    """Compare what two models make of the base."""
    found = [compared(base, model)[0] for model in (one, other)]
    of = [resolution.clusters.of.tolist() for resolution in found]
    return Trial(
        (len(set(of[0])), len(set(of[1]))),
        (len(found[0].reviews.left), len(found[1].reviews.left)),
        _parted(base, of[1], of[0]),
        _parted(base, of[0], of[1]),
    )


def _parted(base: "Base", whole: list[int], parts: list[int]) -> list[list[list[str]]]:
    """Return parties of `whole` that `parts` divides, as the records of each part."""
    members: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for id_, party, part in zip(base.ids, whole, parts, strict=True):
        members[party][part].append(id_)
    return [list(divided.values()) for divided in members.values() if len(divided) > 1]
