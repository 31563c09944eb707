"""Who pays whom by month: relationships that come and go as payments do, and follow merges."""

from pathlib import Path
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.matching.judging import JudgeMatch
from cim_graph.monitoring.months import Written, write_months
from cim_graph.settings import Settings
from tests.api.conftest import Ask
from tests.conftest import Submit, taking

ACTOR = Actor("monitoring")
A, B, C = (id_of(Kind.PARTY, "core", name) for name in "abc")
PAYS = """query($id: ID!) { party(id: $id) { relationships(kinds: [TRANSACTS_WITH], direction: OUT, first: 9) {
  edges { node { to { id } amount { amount currency } validFrom attributes } } } } }"""


def held(name: str) -> list[dict[str, Any]]:
    party = {"source": "core", "key": name}
    account = {"source": "core", "key": f"acc-{name}", "number": f"AZ-{name}", "holders": [{"party": party}]}
    return [{"type": "organization", "names": [f"{name.upper()} MMC"], **party}, {"type": "account", **account}]


def paid(key: str, payer: str, payee: str, day: str, amount: str, currency: str = "AZN") -> dict[str, Any]:
    said = {"account": f"AZ-{payer}", "counterpartyAccount": f"AZ-{payee}", "direction": "OUT"}
    what = {"at": f"{day}T10:00:00Z", "amount": amount, "currency": currency}
    return {"type": "transaction", "source": "core", "key": key, **said, **what}


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"transactions": str(tmp_path / "transactions")})


@pytest.fixture
def hand(graph: Graph, own: Settings) -> Submit:
    return taking(graph, own)


async def written(graph: Graph, own: Settings, day: str = "2026-06-15") -> Written:
    return await write_months(graph, bootstrap.ledger(own), bootstrap.commands(own), ACTOR, day)


async def pays(ask: Ask, who: str) -> list[Any]:
    return [edge["node"] for edge in (await ask(PAYS, id=who))["party"]["relationships"]["edges"]]


async def test_months_become_a_relationship_once(graph: Graph, own: Settings, hand: Submit, ask: Ask) -> None:
    await hand([record for name in "abc" for record in held(name)])
    await hand([paid("1", "a", "b", "2026-04-02", "0.10"), paid("2", "a", "b", "2026-04-20", "0.20")])
    await hand(
        [
            paid("3", "a", "b", "2026-05-31", "7"),
            paid("4", "a", "b", "2026-06-01", "9"),
            paid("5", "a", "a", "2026-05-01", "3"),
        ]
    )
    await hand([paid("6", "b", "c", "2026-05-05", "5", "USD"), paid("7", "b", "c", "2026-05-06", "6.5")])
    assert await written(graph, own) == Written(2, 0, 0)
    [node] = await pays(ask, A)
    months = {"2026-04": {"AZN": "0.3"}, "2026-05": {"AZN": "7"}}
    assert node == {
        "to": {"id": B},
        "amount": {"amount": "7.3", "currency": "AZN"},
        "validFrom": "2026-04-02",
        "attributes": {"months": months, "payments": 3, "firstDay": "2026-04-02", "lastDay": "2026-05-31"},
    }
    [node] = await pays(ask, B)
    assert (node["to"], node["amount"]) == ({"id": C}, None)
    assert node["attributes"]["months"] == {"2026-05": {"AZN": "6.5", "USD": "5"}}
    assert await written(graph, own) == Written(0, 2, 0)
    assert await written(graph, own, "2026-07-01") == Written(1, 1, 0)
    [node] = await pays(ask, A)
    assert node["amount"]["amount"] == "16.3"


async def test_what_was_taken_back_is_stated_no_longer(graph: Graph, own: Settings, hand: Submit, ask: Ask) -> None:
    await hand([*held("a"), *held("b"), paid("1", "a", "b", "2026-05-02", "10")])
    await written(graph, own)
    await hand([{"type": "retract", "source": "core", "key": "1"}])
    assert await written(graph, own) == Written(0, 0, 1)
    assert await pays(ask, A) == []
    assert await written(graph, own) == Written(0, 0, 0)


async def test_flows_follow_a_merge(graph: Graph, own: Settings, hand: Submit, ask: Ask) -> None:
    await hand([*(record for name in "abc" for record in held(name)), paid("1", "b", "c", "2026-05-02", "10")])
    await written(graph, own)
    await bootstrap.commands(own).follow(graph, ACTOR, JudgeMatch(A, B, same=True, reason="one firm"))
    assert [(node["to"]["id"], node["amount"]["amount"]) for node in await pays(ask, A)] == [(C, "10")]
    await written(graph, own)
    assert [(node["to"]["id"], node["amount"]["amount"]) for node in await pays(ask, A)] == [(C, "10")]
    near = "query($id: ID!) { neighbourhood(id: $id) { relationships { kind } } }"
    assert {one["kind"] for one in (await ask(near, id=A))["neighbourhood"]["relationships"]} == {"TRANSACTS_WITH"}
