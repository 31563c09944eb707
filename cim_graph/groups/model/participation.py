"""Parts held directly and over others: multiplied along each chain, added over the chains, in fractions."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isnan

from cim_graph.groups.model.explanation import Rows
from cim_graph.ownership.model.structure import Holdings, Numbers

LEAST = Fraction(1, 10**6)
"""Percent below which a chain is not followed; around a circle of owners each round carries less than before."""
MOST_STEPS = 60
"""Steps after which a chain is not followed: around a circle that nobody outside has a part of, nothing gets less."""
_ALL = 100


@dataclass(frozen=True, slots=True)
class Part:
    """Percent of the capital, and the relationships of the chain that carries most of it."""

    percent: Fraction
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """Holdings, to be walked from holder to held or back."""

    holdings: Holdings
    by_holder: Rows
    by_held: Rows

    def held_by(self, holder: int) -> Mapping[int, Part]:
        """Return every party that one has a part of."""
        return self._walk(holder, self.by_holder, self.holdings.held)

    def holders_of(self, held: int) -> Mapping[int, Part]:
        """Return every party that has a part of one."""
        return self._walk(held, self.by_held, self.holdings.holder)

    def _walk(self, start: int, rows: Rows, onward: Numbers) -> Mapping[int, Part]:
        found: dict[int, Part] = {}
        best: dict[int, Fraction] = {}
        ahead: dict[int, Part] = {start: Part(Fraction(_ALL), ())}
        for _ in range(MOST_STEPS):
            step: dict[int, Part] = {}
            for here, part in ahead.items():
                for row in rows.of(here):
                    carried = part.percent * self._share(row) / _ALL
                    if carried >= LEAST:
                        _add(step, int(onward[row]), Part(carried, (*part.chain, self.holdings.relationships[row])))
            for there, part in step.items():
                chain = part.chain if part.percent > best.get(there, 0) else found[there].chain
                best[there] = max(part.percent, best.get(there, Fraction(0)))
                found[there] = Part(_of(found, there) + part.percent, chain)
            step.pop(start, None)
            ahead = step
            if not ahead:
                break
        found.pop(start, None)
        return {place: Part(min(part.percent, Fraction(_ALL)), part.chain) for place, part in found.items()}

    def _share(self, row: int) -> Fraction:
        """Return the percent that a row states, or the least of its band."""
        share = float(self.holdings.share[row])
        stated = float(self.holdings.least[row]) if isnan(share) else share
        return Fraction(0) if isnan(stated) else Fraction(repr(stated))


def register(holdings: Holdings) -> Register:
    """Return holdings, indexed by both ends."""
    return Register(holdings, Rows(holdings.holder), Rows(holdings.held))


def _of(found: Mapping[int, Part], place: int) -> Fraction:
    return found[place].percent if place in found else Fraction(0)


def _add(step: dict[int, Part], place: int, part: Part) -> None:
    known = step.get(place)
    if known is None:
        step[place] = part
    else:
        step[place] = Part(known.percent + part.percent, known.chain)
