"""Records that are compared with each other, prepared once for all pairs of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.column import Column, ValueLevels, column
from cim_graph.matching.model.companies import Companies
from cim_graph.matching.model.evidence import Evidence
from cim_graph.matching.model.features import VALUES, Feature
from cim_graph.matching.model.people import People


class Values:
    """What records hold of one feature; it is prepared to be compared once two of them are."""

    def __init__(self, feature: Feature, column: Column[Any]) -> None:
        self.feature = feature
        self.column = column

    @cached_property
    def compare(self) -> ValueLevels:
        """Return what compares values."""
        return self.feature.prepare(self.column)

    @property
    def texts(self) -> Sequence[str]:
        """Return its values as frequencies count them."""
        text = self.feature.text
        return self.column.values if text is str else [text(value) for value in self.column.values]


@dataclass(frozen=True, slots=True)
class Pool:
    """Evidence of many records by number: the number of a record is its place in `records`."""

    records: Sequence[Evidence]
    kinds: NDArray[np.object_]
    listed: NDArray[np.int8]
    """1 for entries of lists that parties are screened against, 0 for all others."""
    people: People
    companies: Companies
    values: tuple[Values, ...]

    def __len__(self) -> int:
        return len(self.records)


def pool(records: Sequence[Evidence]) -> Pool:
    """Prepare records."""
    return Pool(
        records,
        np.array([record.kind for record in records], object),
        np.array([record.listed for record in records], np.int8),
        People.of([record.people for record in records]),
        Companies.of([record.companies for record in records]),
        tuple(Values(feature, column([feature.values(record) for record in records])) for feature in VALUES),
    )
