"""Stakes that count in full for whoever controls their holders."""

from dataclasses import dataclass

import numpy as np

from cim_graph.ownership.model.pairs import Keys, Units, grouped, merged, ranges
from cim_graph.ownership.model.stakes import Stakes
from cim_graph.ownership.model.structure import Marks


@dataclass(frozen=True, slots=True)
class Reached:
    """Stakes by key of company and candidate, sorted: `own` are the candidate's, `others` of those that it controls.

    `own_at` says which of the keys each own stake belongs to; `others` are grouped, `starts` and `others_at` say by
    which keys.
    """

    keys: Keys
    own: Keys
    own_at: Keys
    others: Keys
    starts: Keys
    others_at: Keys

    @classmethod
    def of(cls, stakes: Stakes, pairs: Keys, candidates: Marks) -> "Reached":
        """Gather the stakes of candidates, and of what they control by `pairs`."""
        size = stakes.size
        stated = stakes.held.astype(np.int64) * size + stakes.holder
        own = np.flatnonzero(candidates[stakes.holder])
        order, starts = grouped(stakes.holder, size)
        pairs = pairs[candidates[pairs // size]]
        begin, end = starts[pairs % size], starts[pairs % size + 1]
        others = order[ranges(begin, end)]
        keys = stakes.held[others].astype(np.int64) * size + np.repeat(pairs // size, end - begin)
        use = keys // size != keys % size
        others, keys = others[use], keys[use]
        order = np.argsort(keys)
        others, keys = others[order], keys[order]
        first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)])
        every = merged(stated[own], keys[first])
        return cls(every, own, np.searchsorted(every, stated[own]), others, first, np.searchsorted(every, keys[first]))

    def added(self, units: Units) -> tuple[Keys, Units, Units]:
        """Return the keys, and the units of stakes that are the candidate's own and of what it controls."""
        own, through = np.zeros(len(self.keys), np.int64), np.zeros(len(self.keys), np.int64)
        own[self.own_at] = units[self.own]
        if len(self.starts):
            through[self.others_at] = np.add.reduceat(units[self.others], self.starts)
        return self.keys, own, through
