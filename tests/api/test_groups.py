"""Groups through the API: from a party, by id, as a list, in the past."""

from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.groups.rulebook import rulebook
from cim_graph.groups.service import Door, run
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.settings import Settings
from tests.api.conftest import Ask, Counting
from tests.conftest import Submit

PARENT, SUB, MAKER, BUYER, LEFT = (id_of(Kind.PARTY, "s", key) for key in ("parent", "sub", "maker", "buyer", "left"))


def ref(key: str) -> dict[str, str]:
    return {"source": "s", "key": key}


def tie(key: str, source: str, kind: str, target: str, **said: Any) -> dict[str, Any]:
    return {
        "type": "relationship",
        "source": "s",
        "key": key,
        "kind": kind,
        "from": ref(source),
        "to": ref(target),
        **said,
    }


def owes(key: str, amount: str, currency: str = "AZN") -> dict[str, Any]:
    terms = {"amount": amount, "currency": currency, "asOf": "2026-01-31"}
    return {"type": "exposure", "source": "s", "key": key, "party": ref(key), **terms}


RECORDS = [
    *(
        {"type": "organization", **ref(key), "names": [key.title()]}
        for key in ("parent", "sub", "maker", "buyer", "left")
    ),
    tie("1", "parent", "OWNS", "sub", share="60", validFrom="2025-01-01"),
    tie("2", "maker", "DEPENDS_ON", "sub", share="70", means="customer"),
    tie("3", "maker", "DEPENDS_ON", "buyer", share="65", rebutted={"reason": "sells to anybody", "by": "RM-1"}),
    tie("4", "parent", "OWNS", "left", share="100", validTo="2024-06-30"),
    *(owes(key, "100") for key in ("parent", "maker", "buyer")),
    owes("left", "20"),
    owes("sub", "50", "USD"),
    {
        "type": "rate",
        "source": "s",
        "key": "usd",
        "currency": "USD",
        "per": "AZN",
        "rate": "1.7",
        "validFrom": "2025-01-01",
    },
    {"type": "capital", "source": "s", "key": "c", "amount": "1000", "currency": "AZN", "validFrom": "2025-01-01"},
]

GROUP = """
  id kind exposure { amount currency } shareOfCapital large limitBreached computedAt
  members { party { name } exposure { amount } reasons { code text relationships { kind share from { name } } } }
  exceptions { code text relationships { id rebutted to { name } } } warnings { code parties { name } }
"""


@pytest.fixture
async def town(take: Submit) -> None:
    assert not (await take(RECORDS)).rejected


def names(group: dict[str, Any]) -> list[str]:
    return sorted(member["party"]["name"] for member in group["members"])


@pytest.mark.usefixtures("town")
async def test_a_party_tells_its_group_with_every_reason(ask: Ask) -> None:
    query = f"query ($id: ID!) {{ party(id: $id) {{ connectedClientGroups {{ {GROUP.replace('computedAt', '')} }} }} }}"
    data = await ask(query, id=SUB)
    (group,) = data["party"]["connectedClientGroups"]
    assert group["id"] == "g" + PARENT[1:]
    assert names(group) == ["Maker", "Parent", "Sub"]
    assert group["exposure"] == {"amount": "285.00", "currency": "AZN"}
    assert group["shareOfCapital"] == 28.5
    assert (group["large"], group["limitBreached"]) == (True, True)
    by_name = {member["party"]["name"]: member for member in group["members"]}
    assert by_name["Sub"]["exposure"] == {"amount": "85.00"}
    assert by_name["Sub"]["reasons"] == [
        {
            "code": "CONTROL",
            "text": "controlled from within the group, with 60 % of the votes",
            "relationships": [{"kind": "OWNS", "share": "60", "from": {"name": "Parent"}}],
        }
    ]
    assert by_name["Maker"]["reasons"] == [
        {
            "code": "ECONOMIC_DEPENDENCY",
            "text": "depends on a member: 70 % (customer)",
            "relationships": [{"kind": "DEPENDS_ON", "share": "70", "from": {"name": "Maker"}}],
        }
    ]
    (exception,) = group["exceptions"]
    assert exception["relationships"][0]["rebutted"] == {"reason": "sells to anybody", "by": "RM-1"}
    assert exception["relationships"][0]["to"] == {"name": "Buyer"}


@pytest.mark.usefixtures("town")
async def test_groups_are_as_of_a_day(ask: Ask) -> None:
    query = """query ($id: ID!, $day: Date!) { party(id: $id, asOf: {valid: $day}) { connectedClientGroups {
      exposure { amount } members { party { name } reasons { relationships { share to { name } } } } } } }"""
    data = await ask(query, id=LEFT, day="2024-06-01")
    assert [names(group) for group in data["party"]["connectedClientGroups"]] == []
    data = await ask(query, id=LEFT, day="2026-02-01")
    assert data["party"]["connectedClientGroups"] == []
    nested = """query ($id: ID!) { party(id: $id) {
      connectedClientGroups(kind: CORPORATE, asOf: {valid: "2024-06-01"}) {
      members { party { name } reasons { relationships { share to { name } } } } } } }"""
    (group,) = (await ask(nested, id=LEFT))["party"]["connectedClientGroups"]
    assert names(group) == ["Left", "Parent"]
    shown = [one for member in group["members"] for reason in member["reasons"] for one in reason["relationships"]]
    assert shown == [{"share": "100", "to": {"name": "Left"}}]


@pytest.mark.usefixtures("town")
async def test_a_group_is_found_by_its_id(ask: Ask) -> None:
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) {
      id ... on ConnectedClientGroup { kind members { party { name } } } } }"""
    asked = ["g" + PARENT[1:], "o" + PARENT[1:], "g" + SUB[1:], "g" + "a" * 26]
    clients, corporate, inner, nobody = (await ask(query, ids=asked))["nodes"]
    assert (clients["id"], clients["kind"], names(clients)) == (
        asked[0],
        "CONNECTED_CLIENTS",
        ["Maker", "Parent", "Sub"],
    )
    assert (corporate["kind"], names(corporate)) == ("CORPORATE", ["Parent", "Sub"])
    assert inner is None
    assert nobody is None


LIST = """query ($first: Int!, $after: String, $size: Int!) {
  connectedClientGroups(first: $first, after: $after, minSize: $size) {
  edges { cursor node {
    id members { party { name } reasons { code relationships { id } } } exposure { amount } exceptions { code } } }
  pageInfo { hasNextPage endCursor } } }"""


async def _pages(ask: Ask, size: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await ask(LIST, first=1, after=after, size=size))["connectedClientGroups"]
        found += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


@pytest.mark.usefixtures("town")
async def test_the_list_is_the_same_before_and_after_a_run(ask: Ask, graph: Graph, settings: Settings) -> None:
    before = await _pages(ask, 1)
    assert [names(group) for group in before] == [["Maker", "Parent", "Sub"], ["Buyer"]]
    assert [names(group) for group in await _pages(ask, 2)] == [["Maker", "Parent", "Sub"]]
    door = Door(graph, bootstrap.commands(settings), Actor("test"))
    await run(door, GroupKind.CONNECTED_CLIENTS, rulebook("eu"), Rank())
    assert await _pages(ask, 1) == before


@pytest.mark.usefixtures("town")
async def test_a_level_of_parties_costs_as_many_statements_as_one(ask: Ask, counting: Counting) -> None:
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Party {
      connectedClientGroups { id members { party { name } } } } } }"""
    await ask(query, ids=[PARENT])
    alone = len(counting.read_names)
    await ask(query, ids=[PARENT, SUB, MAKER, BUYER, LEFT])
    assert len(counting.read_names) <= alone
    assert counting.read_names.count("groups/owed") == 1


@pytest.mark.parametrize(
    "query",
    [
        "{ connectedClientGroups(first: 100000) { edges { cursor } } }",
        "{ connectedClientGroups(minSize: -1) { edges { cursor } } }",
        '{ connectedClientGroups(after: "eA") { edges { cursor } } }',
    ],
)
async def test_what_makes_no_sense_is_refused(ask: Ask, query: str) -> None:
    (error,) = await ask(query, errors=True)
    assert error.extensions["code"] == "BAD_INPUT"
