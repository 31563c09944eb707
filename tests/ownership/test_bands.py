"""Bands are bounds: whichever shares within them are the true ones, in circles and with own shares as well.

A web of up to three companies and two persons is drawn with its true shares, then most of them are hidden in bands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cim_graph.ownership.model import scene
from cim_graph.ownership.model.base import all_owners
from cim_graph.ownership.model.judgement import POSSIBLE
from cim_graph.ownership.model.regime import shipped
from cim_graph.ownership.model.structure import NOBODY, Structure
from tests.ownership.casebook import NAN, Book, built

REGIMES = shipped()
SHARES = [1, 10, 20, 25, 30, 49, 50, 51, 60, 75, 80, 99, 100]


@dataclass
class Web:
    """Stakes as a source tells them, and what they really are."""

    dice: np.random.Generator
    stakes: list[dict[str, Any]] = field(default_factory=list)
    true: list[tuple[float, float]] = field(default_factory=list)

    def hold(self, holder: int, held: int, share: float) -> None:
        """Add a stake; of most of them a band is told, of some that its votes are not known."""
        stake = {"holder": holder, "held": held, "share": share, "least": share, "most": share, "votes": share}
        votes, told = share, self.dice.random()
        if told < 0.6:
            stake |= {"share": NAN, "votes": NAN, **self._band(share)}
        elif told < 0.7:
            stake["votes"], votes = NAN, share * self.dice.integers(0, 2)
        self.stakes.append({**stake, "suspended": bool(self.dice.random() < 0.1), "nominee": NOBODY})
        self.true.append((share, votes))

    def _band(self, share: float) -> dict[str, float]:
        least = self.dice.choice([NAN, 0.0, max(0.0, share - 20), share])
        return {
            "least": least,
            "most": NAN if np.isnan(least) else min(100.0, share + self.dice.choice([0, 5, 30, 99])),
        }


def webs(seed: int) -> tuple[Structure, Structure]:
    """Return a web as it is told and as it is."""
    web = Web(np.random.default_rng(seed))
    companies, persons = int(web.dice.integers(1, 4)), int(web.dice.integers(1, 3))
    names = [f"P{number}" for number in range(companies + persons)]
    for held in range(companies):
        left = 100.0
        for holder in web.dice.permutation(companies + persons)[: web.dice.integers(1, 4)].tolist():
            share = min(float(web.dice.choice(SHARES)), left)
            left -= share
            if share:
                web.hold(holder, held, share)
    case = {"persons": names[companies:], "trusts": names[: int(web.dice.random() < 0.2)]}
    told = built(Book(names, web.stakes), case)
    true = np.array(web.true, np.float64).reshape(-1, 2)
    real, votes = true[:, 0], true[:, 1]
    return told, replace(told, holdings=replace(told.holdings, share=real, least=real, most=real, votes=votes))


def owners(structure: Structure, regime: str) -> dict[tuple[int, int], tuple[float, float, bool]]:
    """Return, by subject and owner, the least and the most of the capital, and whether it is certain."""
    roll = all_owners(structure, REGIMES[regime])
    return {
        (int(roll.subject[row]), int(roll.owner[row])): (
            float(roll.ownership_min[row]),
            float(roll.ownership_max[row]),
            POSSIBLE not in roll.reasons(row),
        )
        for row in range(len(roll))
    }


@contextmanager
def counted(*, in_parts: bool) -> Iterator[None]:
    """Measure in parts, as many stakes are."""
    large, few = (0, 0) if in_parts else (scene.LARGE, scene.FEW)
    with patch.object(scene, "LARGE", large), patch.object(scene, "FEW", few):
        yield


@pytest.mark.parametrize("in_parts", [False, True])
@pytest.mark.parametrize("regime", REGIMES)
@given(seed=st.integers(0, 10**9))
@settings(max_examples=300, deadline=None)
def test_whatever_the_bands_turn_out_to_be(regime: str, in_parts: bool, seed: int) -> None:
    """Who is certain passes, who passes is listed, and the shares of both lie within the bounds."""
    told, real = webs(seed)
    with counted(in_parts=in_parts):
        listed = owners(told, regime)
    true = owners(real, regime)
    assert {pair for pair, (_, _, certain) in listed.items() if certain} <= true.keys() <= listed.keys()
    for pair, (share, _, _) in true.items():
        least, most, _ = listed[pair]
        assert least - 1e-6 <= share <= most + 1e-6
