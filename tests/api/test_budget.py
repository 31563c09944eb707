"""What a caller may spend: a minute that goes with the time, and what the answers say of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.api.budget import Budgets, BudgetSpentError
from cim_graph.graph.session import Graph
from cim_graph.settings import Auth, Settings
from tests.api.doors import bearer, door


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_budget_is_spent_and_fills_again() -> None:
    clock = Clock()
    budgets = Budgets(600, clock)
    left = budgets.spend("leyla", 400)
    assert left
    assert left.headers() == {"RateLimit-Policy": '"cost";q=600;w=60', "RateLimit": '"cost";r=200;t=40'}
    with pytest.raises(BudgetSpentError, match="ask again in 10 seconds") as spent:
        budgets.spend("leyla", 300)
    assert spent.value.wait == 10
    assert budgets.spend("rauf", 600), "another caller has a budget of its own"
    clock.now = 10
    assert budgets.spend("leyla", 300)
    clock.now = 100
    left = budgets.spend("leyla", 1)
    assert left
    assert left.left == 599


def test_one_query_that_costs_more_than_a_minute_is_waited_for_and_not_refused_for_ever() -> None:
    clock = Clock()
    budgets = Budgets(100, clock)
    assert budgets.spend("leyla", 200)
    with pytest.raises(BudgetSpentError):
        budgets.spend("leyla", 1)
    clock.now = 120
    assert budgets.spend("leyla", 200)


def test_nought_bounds_nobody() -> None:
    assert Budgets(0).spend("leyla", 10**9) is None


@given(st.lists(st.tuples(st.integers(1, 50), st.floats(0, 20)), max_size=40))
def test_nobody_spends_more_than_the_budget_and_what_time_brings(asked: list[tuple[int, float]]) -> None:
    clock = Clock()
    budgets, spent = Budgets(100, clock), 0
    for price, later in asked:
        clock.now += later
        try:
            budgets.spend("leyla", price)
        except BudgetSpentError:
            continue
        spent += price
    assert spent <= 100 + clock.now * 100 / 60 + 1e-6


async def test_an_answer_says_what_is_left_and_when_to_come_again(graph: Graph, settings: Settings) -> None:
    bounded = settings.model_copy(update={"auth": Auth.LOCAL, "caller_budget": 30})
    known = bearer(settings, "teller")
    body = {"query": "{ things(first: 20) { name } }"}
    async with door(bounded, graph) as client:
        answers = [await client.post("/graphql", json=body, headers=known) for _ in range(2)]
        other = await client.post("/graphql", json=body, headers=bearer(settings, "teller", sub="rauf"))
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[0].headers["ratelimit"].startswith('"cost";r=')
    assert int(answers[1].headers["retry-after"]) > 0
    assert answers[1].json()["errors"][0]["extensions"]["code"] == "COST_EXCEEDED"
    assert other.status_code == 200
