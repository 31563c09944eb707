"""Who owns and controls a party, asked over GraphQL, from the records that were submitted on."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from cim_graph.api.cost import Pricing
from cim_graph.api.schema import schema
from cim_graph.kernel.errors import NotFoundError
from cim_graph.ownership import service
from cim_graph.ownership.model.answer import Control
from cim_graph.ownership.view import View
from tests.api.conftest import Ask, Counting
from tests.conftest import Submit
from tests.ownership.lines import company, owns, party, person, tie

CORE = schema._schema  # noqa: SLF001 (prices are of the schema that graphql-core runs)
QUERY = """query ($id: ID!, $regime: String, $asOf: AsOf) { party(id: $id) {
  beneficialOwners(regime: $regime, asOf: $asOf) {
    subject { id } regime { id threshold inclusive } unknownShare fallback { name }
    owners {
      party { name ... on Person { birthDate } } ownership ownershipMin ownershipMax voting
      reasons { code text source }
      paths { share parties { name } relationships { kind share from { name } to { name } } }
    }
    warnings { code text parties { name } }
  }
} }"""


@pytest.fixture
async def layers(take: Submit) -> None:
    """Load Leyla, who holds 60 % of B, which holds 50 % of A; Vali, who holds 50 % of A for Orxan; a manager."""
    records = [
        person("L", names=["Leyla"], birthDate="1984-03-09"),
        person("V", names=["Vali"]),
        person("O", names=["Orxan"]),
        person("M", names=["Manager"]),
        company("A", names=["Araz"]),
        company("B", names=["Kür"]),
        owns("L", "B", "60"),
        owns("B", "A", "50", validFrom="2022-01-01"),
        owns("V", "A", "50", onBehalfOf="O"),
        owns("M", "B", "40"),
        tie("MANAGES", "M", "A", role="ceo"),
    ]
    assert not (await take(records)).rejected


def owners_of(data: Any) -> dict[str, Any]:
    return {one["party"]["name"]: one for one in data["party"]["beneficialOwners"]["owners"]}


@pytest.mark.usefixtures("layers")
async def test_beneficial_owners_come_with_their_reasons_and_paths(ask: Ask, counting: Counting) -> None:
    data = await ask(QUERY, id=party("A"))
    found = owners_of(data)
    assert {name: (one["ownership"], one["voting"]) for name, one in found.items()} == {
        "Orxan": (50.0, 50.0),
        "Leyla": (30.0, 30.0),
    }
    assert found["Leyla"]["party"]["birthDate"] == "1984-03-09"
    assert found["Leyla"]["reasons"][0]["code"] == "OWNERSHIP_INTEREST"
    assert found["Leyla"]["paths"] == [
        {
            "share": 30.0,
            "parties": [{"name": "Leyla"}, {"name": "Kür"}, {"name": "Araz"}],
            "relationships": [
                {"kind": "OWNS", "share": "60", "from": {"name": "Leyla"}, "to": {"name": "Kür"}},
                {"kind": "OWNS", "share": "50", "from": {"name": "Kür"}, "to": {"name": "Araz"}},
            ],
        }
    ]
    (behind,) = found["Orxan"]["paths"]
    assert [one["name"] for one in behind["parties"]] == ["Orxan", "Araz"]
    assert behind["relationships"] == [
        {"kind": "OWNS", "share": "50", "from": {"name": "Vali"}, "to": {"name": "Araz"}}
    ]
    answer = data["party"]["beneficialOwners"]
    assert answer["subject"]["id"] == party("A")
    assert answer["regime"] == {"id": "eu-amlr", "threshold": 25.0, "inclusive": True}
    assert [one["code"] for one in answer["warnings"]] == ["NOMINEE"]
    assert {one["name"] for one in answer["warnings"][0]["parties"]} >= {"Vali"}
    assert sorted(counting.read_names) == [
        "network/parties",
        "ownership/upstream",
        "profiles/level",
        "profiles/level",
        "relationships/by_ids",
    ]


@pytest.mark.usefixtures("layers")
async def test_many_parties_are_one_walk(ask: Ask, counting: Counting) -> None:
    data = await ask("""{ parties(filter: {kinds: [ORGANIZATION]}) { edges { node {
      name
      beneficialOwners(regime: "simple") { owners { party { name } } }
      strict: beneficialOwners(regime: "simple", threshold: 40) { owners { ownership } }
      owners { edges { node { ownership } } }
      controllers { party { name } }
    } } } }""")
    found = {edge["node"]["name"]: edge["node"] for edge in data["parties"]["edges"]}
    assert [one["party"]["name"] for one in found["Kür"]["beneficialOwners"]["owners"]] == ["Leyla", "Manager"]
    assert [one["ownership"] for one in found["Araz"]["strict"]["owners"]] == [50.0]
    assert [edge["node"]["ownership"] for edge in found["Araz"]["owners"]["edges"]] == [50.0, 50.0, 30.0, 20.0]
    assert [one["party"]["name"] for one in found["Kür"]["controllers"]] == ["Leyla"]
    assert counting.read_names.count("ownership/upstream") == 1
    assert counting.read_names.count("profiles/level") == 1


@pytest.mark.usefixtures("layers")
async def test_what_fails_for_one_party_fails_for_it_alone(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    controllers = service.controllers

    async def failing(view: View) -> list[Control]:
        if view.structure.parties.ids[view.subject] == party("A"):
            raise NotFoundError("gone")
        return await controllers(view)

    monkeypatch.setattr(service, "controllers", failing)
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Party { id controllers { party { name } } } } }"
    (error,) = await ask(query, errors=True, ids=[party("B"), party("A"), party("L")])
    assert (error.path, error.message) == (["nodes", 1, "controllers"], "gone")


@pytest.mark.usefixtures("layers")
async def test_the_answer_is_of_the_day_asked_about(ask: Ask) -> None:
    data = await ask(QUERY, id=party("A"), asOf={"valid": "2021-06-30"})
    assert owners_of(data).keys() == {"Orxan"}
    assert data["party"]["beneficialOwners"]["unknownShare"] == 50.0
    nested = await ask(
        """query ($id: ID!) { party(id: $id, asOf: {valid: "2021-06-30"}) {
          owners { edges { node { party { name } } } } } }""",
        id=party("A"),
    )
    assert [edge["node"]["party"]["name"] for edge in nested["party"]["owners"]["edges"]] == ["Orxan"]


@pytest.mark.usefixtures("layers")
async def test_lists_are_paged(ask: Ask, counting: Counting) -> None:
    query = """query ($id: ID!, $after: String, $minimum: Float!) { party(id: $id) {
      owners(first: 2, after: $after, minimum: $minimum) {
        edges { node { party { name } ownership voting } cursor } pageInfo { hasNextPage endCursor } } } }"""
    first = (await ask(query, id=party("A"), minimum=0))["party"]["owners"]
    assert first["pageInfo"]["hasNextPage"]
    second = (await ask(query, id=party("A"), minimum=0, after=first["pageInfo"]["endCursor"]))["party"]["owners"]
    shown = [edge["node"]["party"]["name"] for page in (first, second) for edge in page["edges"]]
    assert sorted(shown[:2]) == ["Kür", "Orxan"]
    assert shown[2:] == ["Leyla", "Manager"]
    assert not second["pageInfo"]["hasNextPage"]
    most = (await ask(query, id=party("A"), minimum=30))["party"]["owners"]
    assert most["pageInfo"]["hasNextPage"]
    assert counting.read_names.count("ownership/upstream") == 1


@pytest.mark.usefixtures("layers")
async def test_what_a_party_holds_in_the_end(ask: Ask, counting: Counting) -> None:
    query = """query ($id: ID!) { party(id: $id) {
      holdings { edges { node { party { name } ownership voting } } } } }"""
    held = await ask(query, id=party("L"))
    assert held["party"]["holdings"]["edges"] == [
        {"node": {"party": {"name": "Kür"}, "ownership": 60.0, "voting": 60.0}},
        {"node": {"party": {"name": "Araz"}, "ownership": 30.0, "voting": 30.0}},
    ]
    behind = await ask(query, id=party("O"))
    assert [edge["node"]["party"]["name"] for edge in behind["party"]["holdings"]["edges"]] == ["Araz"]
    assert counting.read_names == ["profiles/level", "ownership/downstream", "profiles/level"]


@pytest.mark.usefixtures("layers")
async def test_managers_stand_in_where_nobody_owns(ask: Ask) -> None:
    data = await ask(QUERY, id=party("A"), regime=None, asOf={"valid": "1999-01-01"})
    assert owners_of(data).keys() == {"Orxan"}
    none = await ask(
        """query ($id: ID!) { party(id: $id) { beneficialOwners(threshold: 90) {
          owners { party { name } } fallback { name } } } }""",
        id=party("A"),
    )
    assert none["party"]["beneficialOwners"] == {"owners": [], "fallback": [{"name": "Manager"}]}


async def test_every_regime_says_where_it_comes_from(ask: Ask) -> None:
    data = await ask("{ ownershipRegimes { id title threshold inclusive source } }")
    found = {one["id"]: one for one in data["ownershipRegimes"]}
    assert found.keys() >= {"az", "eu-amlr", "simple", "uk-psc", "us-cdd"}
    assert found["uk-psc"]["inclusive"] is False
    assert found["az"]["threshold"] == 10.0
    assert all(one["title"] and one["source"] for one in found.values())


@pytest.mark.usefixtures("layers")
@pytest.mark.parametrize(
    ("field", "told"),
    [
        ('beneficialOwners(regime: "none") { unknownShare }', "eu-amlr, simple"),
        ("beneficialOwners(threshold: 101) { unknownShare }", "from 0 to 100"),
        ("owners(minimum: -1) { pageInfo { endCursor } }", "from 0 to 100"),
        ("holdings(first: 5000) { pageInfo { endCursor } }", "between 0 and 1000"),
        ('owners(after: "bm90aGluZw") { pageInfo { endCursor } }', "not a cursor"),
    ],
)
async def test_what_cannot_be_asked_says_what_can(ask: Ask, field: str, told: str) -> None:
    (error,) = await ask(f"query ($id: ID!) {{ party(id: $id) {{ {field} }} }}", errors=True, id=party("A"))
    assert error.extensions["code"] == "BAD_INPUT"
    assert told in error.message


def test_what_has_to_be_computed_costs_more_than_what_it_returns() -> None:
    below = "beneficialOwners { unknownShare } holdings(first: 3) { edges { cursor } }"
    text = f"{{ parties(first: 100) {{ edges {{ node {{ {below} }} }} }} }}"
    document = parse(text)
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert Pricing(CORE, document, operation, {}).total() == 100 * (1 + 301 + 303)
