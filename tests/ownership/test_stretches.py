"""Long thin webs of companies: shares that are put together many layers at a time are those of the whole system."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cim_graph.ownership.model.integrated import Plan, integrated
from cim_graph.ownership.model.owners import holdings
from cim_graph.ownership.model.stakes import settle
from cim_graph.ownership.model.stretches import LONG, shortened
from cim_graph.ownership.model.structure import Marks, Percents, Structure
from tests.ownership.test_shapes import Stake, chain, structure

PERSONS = 5


def web(companies: int, seed: int, circles: int, over: int) -> Structure:
    """Return companies held by some of the next three and by persons.

    So many of them hold one that holds them, and of so many twice the whole is held.
    """
    dice = np.random.default_rng(seed)
    twice = set(dice.choice(companies, over, replace=False).tolist())
    stakes: list[Stake] = []
    for held in range(companies):
        above = [held + step for step in (1, *(dice.permutation([2, 3])[: dice.integers(3)]).tolist())]
        holders = [one for one in above if one < companies] + [companies + int(dice.integers(PERSONS))]
        parts = dice.dirichlet(np.ones(len(holders))) * (200 if held in twice else 100)
        parts = np.minimum(np.floor(10 * parts) / 10, 60)
        stakes += zip(holders, [held] * len(holders), parts.tolist(), strict=True)
    stakes += [(int(one), int(one) + 1, 5.0) for one in dice.choice(companies - 1, circles, replace=False)]
    return structure(companies, PERSONS, stakes)


def solved(whole: Structure, owners: Marks) -> Percents:
    """Return N[i, j] / N[i, i] for owners i, by one dense system; 0 for a party itself."""
    direct = np.zeros((len(whole.parties),) * 2)
    np.add.at(direct, (whole.holdings.holder, whole.holdings.held), whole.holdings.share / 100)
    inverse = np.linalg.inv(np.eye(len(direct)) - direct)
    shares = np.asarray(inverse / np.diag(inverse)[:, None] * owners[:, None], np.float64)
    np.fill_diagonal(shares, 0)
    return shares


@settings(max_examples=25, deadline=None)
@given(
    companies=st.integers(250, 400),
    seed=st.integers(0, 2**32),
    circles=st.integers(0, 4),
    over=st.integers(0, 3),
    everybody=st.booleans(),
)
@example(companies=400, seed=1, circles=0, over=0, everybody=True)
def test_shares_in_a_long_web(*, companies: int, seed: int, circles: int, over: int, everybody: bool) -> None:
    whole = web(companies, seed, circles, over)
    owners = np.ones(len(whole.parties), bool) if everybody else whole.parties.persons
    shares = integrated(settle(whole).least, owners)
    found = np.zeros((len(whole.parties),) * 2)
    for party in range(len(found)):
        owner, value = shares.row(party)
        found[owner, party] = value
    np.testing.assert_allclose(found, solved(whole, owners), atol=1e-6)


def test_a_chain_is_a_few_stretches() -> None:
    plan = Plan.of(settle(chain(1000)).least, of_votes=False)
    assert len(plan.layers) == 1001
    fewer, recipe = shortened(plan.layers, plan.recipe(np.zeros(1001, bool)))
    assert len(fewer) == 16
    assert np.diff(recipe.starts).max() == 1


@pytest.mark.parametrize("share", [100.0, 60.0])
def test_what_stands_at_the_top_of_a_chain_holds_all_of_it(share: float) -> None:
    length = 10 * LONG
    found = {one.party: one.ownership for one in holdings(chain(length, share), length)}
    expected = {str(length - n): 100 * (share / 100) ** n for n in range(1, length + 1)}
    assert found == pytest.approx({party: part for party, part in expected.items() if part >= 1e-7}, abs=1e-7)
